/**
 * States of a deployment: one component of one stack in one batch. Before the dispatch its state follows from its parents
 * (gates.ts), after it from its orders, in whatever order news of them comes.
 */
import type { InputRefusalTag } from './fit-inputs.ts';
import type { DeploymentKind } from './kinds.ts';
import type { OrderView, SendRefusal } from './order-states.ts';
import type { WorkflowRefusal } from './read-workflow.ts';
import type { UnwiredReason } from './resolve-workflows.ts';
import type { RunEnd } from './run-rank.ts';

/** Work is left, or may still come. */
export const openNodeStates = ['waiting', 'ready', 'locked', 'dispatching', 'running', 'approval'] as const;
export const endedNodeStates = [
  'succeeded',
  'failed',
  'cancelled',
  'timed_out',
  'upstream_failed',
  'refused',
  'skipped',
  'superseded',
  'withdrawn',
] as const;
export type NodeState = (typeof openNodeStates)[number] | (typeof endedNodeStates)[number];

/** What a run that succeeded said of the infrastructure. */
export type NodeResult = 'no_changes' | 'changes' | 'applied' | 'unknown';

export type SkipReason =
  | UnwiredReason
  /** A later merge has been applied to the instance. */
  | 'overtaken'
  /** The conditions of the workflow skipped all of its jobs. */
  | 'run_skipped'
  /** Drift of it is not detected now. */
  | SweepSkip;

/** Why a sweep leaves an instance out. */
export type SweepSkip =
  /** An earlier detection has not ended. */
  | 'detecting'
  /** Its lock is held. */
  | 'instance_locked'
  /** A deployment that changes it has not ended. */
  | 'changing'
  /** Results were missing several times. */
  | 'backed_off';

export type RefuseReason =
  | InputRefusalTag
  | WorkflowRefusal['tag']
  | SendRefusal
  | 'file_missing'
  | 'fallback'
  /** The instance depends on itself. */
  | 'cycle'
  /** GitHub does not name the merge's commit. */
  | 'no_merge_commit';

export type FailReason =
  /** The run failed. */
  | 'run'
  /** The instance was not free in time. */
  | 'lock_wait'
  /** A later merge had started on the instance, and failed. */
  | 'overtaken';

export type NodeReason = SkipReason | RefuseReason | FailReason;

/** The columns of a deployment that rules change together. */
export interface NodeStanding {
  readonly state: NodeState;
  readonly reason?: NodeReason | undefined;
  /** Where it succeeded. */
  readonly result?: NodeResult | undefined;
}

const open: ReadonlySet<NodeState> = new Set(openNodeStates);
const unstarted: ReadonlySet<NodeState> = new Set(['waiting', 'ready', 'locked']);

export function isOpen({ state }: Pick<NodeStanding, 'state'>): boolean {
  return open.has(state);
}

/** No order of it may have been sent. */
export function isUnstarted({ state }: Pick<NodeStanding, 'state'>): boolean {
  return unstarted.has(state);
}

/** It has orders that have not all ended. */
export function isStarted({ state }: Pick<NodeStanding, 'state'>): boolean {
  return isOpen({ state }) && !isUnstarted({ state });
}

const ofRunEnd: Readonly<Record<RunEnd, NodeStanding>> = {
  success: { state: 'succeeded' },
  neutral: { state: 'succeeded' },
  skipped: { state: 'skipped', reason: 'run_skipped' },
  cancelled: { state: 'cancelled' },
  timed_out: { state: 'timed_out' },
  failure: { state: 'failed', reason: 'run' },
  action_required: { state: 'failed', reason: 'run' },
  startup_failure: { state: 'failed', reason: 'run' },
  stale: { state: 'failed', reason: 'run' },
};

/** Worst first. */
const severity: readonly NodeState[] = [
  'failed',
  'refused',
  'timed_out',
  'cancelled',
  'succeeded',
  'skipped',
];

/** How one order ended; `open`; or `unsent`: withdrawn before GitHub saw it. */
function judgeOrder(order: OrderView): NodeStanding | 'open' | 'unsent' {
  if (order.state === 'withdrawn') return 'unsent';
  if (order.state === 'refused') return { state: 'refused', reason: order.refusal };
  if (order.state !== 'sent' || order.run?.end === undefined) return 'open';
  return ofRunEnd[order.run.end];
}

function resultOf(kind: DeploymentKind, orders: readonly OrderView[]): NodeResult {
  if (kind === 'change') return 'applied';
  const codes = orders.map(({ exitCode }) => exitCode);
  if (codes.includes(2)) return 'changes';
  return codes.every((code) => code === 0) ? 'no_changes' : 'unknown';
}

function worstOf(ends: readonly NodeStanding[]): NodeStanding | undefined {
  const rank = ({ state }: NodeStanding) => severity.indexOf(state);
  return ends.toSorted(
    (one, other) => rank(one) - rank(other) || ((one.reason ?? '') < (other.reason ?? '') ? -1 : 1),
  )[0];
}

/**
 * The state of a deployment by its newest orders, one for each workflow file. `undefined`: none of them was sent, or is to be,
 * so the state is another rule's.
 */
export function judgeNode(kind: DeploymentKind, orders: readonly OrderView[]): NodeStanding | undefined {
  const judged = orders.map(judgeOrder).filter((one) => one !== 'unsent');
  if (judged.length === 0) return undefined;
  if (judged.includes('open')) {
    const runs = orders.filter(({ state }) => state === 'sent');
    if (runs.some(({ run }) => run?.status === 'waiting')) return { state: 'approval' };
    return { state: runs.length > 0 ? 'running' : 'dispatching' };
  }
  const worst = worstOf(judged.filter((one) => one !== 'open'));
  return worst?.state === 'succeeded' ? { ...worst, result: resultOf(kind, orders) } : worst;
}
