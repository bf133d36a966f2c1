/**
 * Runs a job whose steps are given as data, not as a workflow file: in order, until one fails. Post steps run in reverse order in any case.
 * `workflows/run-workflow-job.ts` runs the jobs of workflow files.
 */
import {
  createPlayer,
  type PendingPost,
  type Player,
  type PlayerOptions,
  playAction,
  playPosts,
  type StepReport,
  startScript,
  type Variables,
} from './player.ts';

interface StepFields {
  readonly name: string;
  readonly env?: Variables | undefined;
}

/** `uses` names a folder with an `action.yml`. */
export type ScriptedStep = StepFields &
  ({ readonly uses: string; readonly with?: Variables | undefined } | { readonly run: string });

interface ScriptedJob extends PlayerOptions {
  readonly steps: readonly ScriptedStep[];
}

export interface JobResult {
  readonly conclusion: 'success' | 'failure';
  readonly steps: readonly StepReport[];
  /** Values that the job masked, to check that nothing printed them. */
  readonly masks: ReadonlySet<string>;
}

async function runMain(player: Player, step: ScriptedStep) {
  const { name, env = {} } = step;
  if ('uses' in step) return playAction(player, { name, folder: step.uses, with: step.with ?? {}, env });
  const result = await player.play(name, 'main', { ...startScript(step.run), variables: env });
  return { result, post: undefined };
}

/** Runs the whole job, post steps included. */
export async function runJob({ steps, ...options }: ScriptedJob): Promise<JobResult> {
  const player = await createPlayer(options);
  const posts: PendingPost[] = [];
  let failed = false;
  for (const step of steps) {
    if (failed) break;
    const { result, post } = await runMain(player, step);
    failed = result.exitCode !== 0;
    if (post !== undefined) posts.push(post);
  }
  failed = await playPosts(player, posts, failed);
  return { conclusion: failed ? 'failure' : 'success', steps: player.reports, masks: player.masks };
}
