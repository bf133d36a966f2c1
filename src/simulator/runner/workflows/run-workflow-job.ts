/**
 * Runs the steps of a workflow file's job as real processes: `if`, `env`, `with`, outputs and post steps as the runner has them, for
 * shell steps, JavaScript actions, and `actions/checkout`. The one way to run a workflow file, for worlds and for tests.
 */
import { join } from 'node:path';
import { isRecord } from '../../../base/text.ts';
import {
  type Contexts,
  type ExpressionScope,
  evaluateCondition,
  fillInText,
  fillInValue,
  isTruthy,
} from '../../workflows/expressions.ts';
import type { JobSpec, StepSpec } from '../../workflows/read-jobs.ts';
import {
  createPlayer,
  inputVariables,
  type PendingPost,
  type Player,
  type PlayerOptions,
  playAction,
  playPosts,
  type StepReport,
  startScript,
} from '../player.ts';
import type { StepResult } from '../run-step.ts';
import { scriptedActions } from './scripted-actions.ts';

type Texts = Readonly<Record<string, string>>;

/** `signal` also skips later steps. */
export interface WorkflowJobOrder extends PlayerOptions {
  readonly spec: JobSpec;
  /** `env` of the workflow. */
  readonly env: unknown;
  /** `github`, `inputs`, `vars`, `needs`, `matrix`. */
  readonly contexts: Contexts;
  /** `GITHUB_TOKEN`, in `github.token` and `secrets`. */
  readonly token: string;
  readonly secrets?: Texts | undefined;
  /** Folders with an `action.yml`, by `owner/name` or `owner/name/path`, without a version. `./path` is in the workspace. */
  readonly actions: Texts;
}

export interface WorkflowJobResult {
  readonly conclusion: 'success' | 'failure' | 'cancelled';
  readonly outputs: Texts;
  readonly steps: readonly StepReport[];
  readonly masks: ReadonlySet<string>;
}

interface JobState {
  readonly order: WorkflowJobOrder;
  readonly player: Player;
  /** The `steps` context. */
  readonly steps: Record<string, unknown>;
  /** `env` of the workflow and the job, then what steps set. */
  readonly env: Record<string, string>;
  readonly posts: PendingPost[];
  failed: boolean;
}

function toTexts(value: unknown): Record<string, string> {
  const entries = Object.entries(isRecord(value) ? value : {});
  return Object.fromEntries(entries.map(([name, item]) => [name, item === null ? '' : String(item)]));
}

/** What an expression of a step can use. */
function stepScope(state: JobState, env: Texts = state.env): ExpressionScope {
  const { order, player, steps } = state;
  const { contexts, token, signal } = order;
  const github = isRecord(contexts['github']) ? contexts['github'] : {};
  const { workspace, temporaryDirectory } = player;
  const status = signal?.aborted === true ? 'cancelled' : state.failed ? 'failure' : 'success';
  return {
    contexts: {
      ...contexts,
      github: { ...github, token, job: order.spec.key, workspace },
      env,
      steps,
      secrets: { GITHUB_TOKEN: token, ...order.secrets },
      job: { status },
      runner: { os: 'Linux', arch: 'X64', name: 'simulator', temp: temporaryDirectory, debug: '' },
    },
    functions: {
      always: () => true,
      success: () => status === 'success',
      failure: () => status === 'failure',
      cancelled: () => status === 'cancelled',
    },
  };
}

const statusFunction = /\b(?:always|cancelled|failure|success)\s*\(/i;

function isStepWanted(state: JobState, { if: condition }: StepSpec): boolean {
  const scope = stepScope(state);
  const asksForStatus = condition !== undefined && statusFunction.test(condition);
  if (!asksForStatus && !evaluateCondition('success()', scope)) return false;
  return condition === undefined || evaluateCondition(condition, scope);
}

/** The folder of an action. Throws for one that is not known here. */
function folderOf({ order, player }: JobState, uses: string): string {
  if (uses.startsWith('./')) return join(player.workspace, uses);
  const folder = order.actions[uses.split('@')[0] ?? ''];
  if (folder === undefined) throw new Error(`Unknown action "${uses}". Name the folder that has it.`);
  return folder;
}

interface StepStart {
  readonly name: string;
  readonly env: Texts;
  readonly scope: ExpressionScope;
}

async function playUses(state: JobState, step: StepSpec, start: StepStart): Promise<StepResult> {
  const { player, posts } = state;
  const { name, env, scope } = start;
  const { uses = '' } = step;
  const given = toTexts(fillInValue(step.with, scope));
  const fillIn = (inputs: Texts) => toTexts(fillInValue(inputs, scope));
  const scripted = scriptedActions[uses.split('@')[0] ?? ''];
  if (scripted !== undefined) {
    // A shell has no names with hyphens.
    const named = Object.entries(given).map(([key, value]) => [key.replaceAll('-', '_'), value]);
    const inputs = fillIn(inputVariables(scripted, Object.fromEntries(named)));
    return player.play(name, 'main', { ...startScript(scripted.script), variables: { ...env, ...inputs } });
  }
  const folder = folderOf(state, uses);
  const { result, post } = await playAction(player, { name, folder, with: given, env, fillIn });
  if (post !== undefined) posts.push(post);
  return result;
}

function defaultsOf({ order }: JobState, key: 'shell' | 'working-directory'): string | undefined {
  const { defaults } = order.spec;
  const run = isRecord(defaults) && isRecord(defaults['run']) ? defaults['run'] : {};
  return run[key] === undefined ? undefined : String(run[key]);
}

async function playScript(
  state: JobState,
  step: StepSpec,
  { name, env, scope }: StepStart,
): Promise<StepResult> {
  const shell = step.shell ?? defaultsOf(state, 'shell') ?? 'bash';
  const script = fillInText(step.run ?? '', scope);
  const directory = step.workingDirectory ?? defaultsOf(state, 'working-directory') ?? '.';
  return state.player.play(name, 'main', {
    ...startScript(script, shell),
    variables: env,
    workingDirectory: join(state.player.workspace, fillInText(directory, scope)),
  });
}

/** A step that cannot be run fails with the reason in its log. */
function failedStep(problem: unknown): StepResult {
  const message = problem instanceof Error ? problem.message : String(problem);
  return {
    exitCode: 1,
    log: [message],
    commands: [],
    outputs: {},
    state: {},
    environment: {},
    path: [],
    summary: '',
  };
}

async function playStep(state: JobState, step: StepSpec, name: string): Promise<StepResult> {
  const { player } = state;
  try {
    const own = toTexts(fillInValue(step.env, stepScope(state)));
    const env = { ...state.env, ...own };
    const start = { name, env: own, scope: stepScope(state, env) };
    return await (step.uses === undefined ? playScript : playUses)(state, step, start);
  } catch (problem) {
    const result = failedStep(problem);
    player.report({ name, phase: 'main', result });
    return result;
  }
}

async function runStepOf(state: JobState, step: StepSpec, index: number): Promise<void> {
  const name =
    step.name ?? (step.uses === undefined ? `Run ${step.run?.split('\n')[0]}` : `Run ${step.uses}`);
  const id = step.id ?? `__step_${index}`;
  if (!isStepWanted(state, step)) {
    state.steps[id] = { outcome: 'skipped', conclusion: 'skipped', outputs: {} };
    return;
  }
  const result = await playStep(state, step, fillInText(name, stepScope(state)));
  Object.assign(state.env, result.environment);
  const outcome = result.exitCode === 0 ? 'success' : 'failure';
  const isTolerated = isTruthy(fillInValue(step.continueOnError, stepScope(state)));
  const conclusion = isTolerated ? 'success' : outcome;
  state.steps[id] = { outcome, conclusion, outputs: result.outputs };
  if (conclusion === 'failure') state.failed = true;
}

/** Runs the whole job, post steps included. A fault of the workflow file is a failed step. */
export async function runWorkflowJob(order: WorkflowJobOrder): Promise<WorkflowJobResult> {
  const { spec, contexts, signal } = order;
  const filled = (value: unknown, env: Texts) =>
    toTexts(fillInValue(value, { contexts: { ...contexts, env } }));
  const workflowEnv = filled(order.env, {});
  const env = { ...workflowEnv, ...filled(spec.env, workflowEnv) };
  const player = await createPlayer({ ...order, environment: { ...order.environment, ...env } });
  for (const secret of [order.token, ...Object.values(order.secrets ?? {})]) player.masks.add(secret);
  const state: JobState = { order, player, steps: {}, env, posts: [], failed: false };
  for (const [index, step] of spec.steps.entries()) await runStepOf(state, step, index);
  state.failed = await playPosts(player, state.posts, state.failed);
  const conclusion = signal?.aborted === true ? 'cancelled' : state.failed ? 'failure' : 'success';
  const outputs = toTexts(fillInValue(spec.outputs, stepScope(state)));
  return { conclusion, outputs, steps: player.reports, masks: player.masks };
}
