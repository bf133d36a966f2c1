/** Shows the workflow runs of a repository as they start and end. */
import { styleText } from 'node:util';
import type { Run } from '../../../simulator/world/runs.ts';
import type { Repository, World } from '../../../simulator/world/world.ts';
import type { DemoReport } from '../report.ts';

interface SeenRun {
  /** `plan.yaml vpc in dev`, or the workflow alone for a run that was not dispatched. */
  readonly what: string;
  readonly run: Run;
}

export interface FollowedRuns {
  /** In the order in which they were started. */
  readonly seen: readonly SeenRun[];
  stop(): void;
}

function nameOf({ workflowFile, flow }: Run): string {
  const { component, stack } = flow?.inputs ?? {};
  const workflow = workflowFile.replace('.github/workflows/', '');
  return component === undefined ? workflow : `${workflow} ${component} in ${stack}`;
}

/** The last lines of the step that failed, and the warnings of the others. */
function notesOf({ flow }: Run): readonly string[] {
  return (flow?.jobs ?? [])
    .flatMap(({ steps }) => steps)
    .flatMap(({ conclusion, log, annotations }) =>
      conclusion === 'failure' ? [...log.slice(-3), ...annotations] : annotations,
    );
}

export function followRuns(world: World, repository: Repository, report: DemoReport): FollowedRuns {
  const seen: SeenRun[] = [];

  function showEnd({ run, what }: SeenRun): void {
    const seconds = (((run.completedAt ?? 0) - (run.flow?.startedAt ?? 0)) / 1_000).toFixed(1);
    const mark = styleText(run.conclusion === 'success' ? 'green' : 'red', '●');
    report.say(`${mark} ${what}: ${run.conclusion} after ${seconds} s`);
    for (const line of notesOf(run)) report.quote(`  ${line}`);
  }

  const listener: Parameters<World['listeners']['add']>[0] = ({ event, action, repositoryId, run: at }) => {
    if (event !== 'workflow_run' || repositoryId !== repository.id || at === undefined) return;
    const run = world.runs.get(at.id)?.find(({ attempt }) => attempt === at.attempt);
    if (run === undefined) return;
    if (action === 'requested') {
      seen.push({ what: nameOf(run), run });
      report.say(`▶ ${nameOf(run)}`);
    }
    const known = seen.find((one) => one.run === run);
    if (action === 'completed' && known !== undefined) showEnd(known);
  };
  world.listeners.add(listener);
  return { seen, stop: () => void world.listeners.delete(listener) };
}
