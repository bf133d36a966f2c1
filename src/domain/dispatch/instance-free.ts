/** Decides whether an instance is free for a deployment: its lock, and the concurrency groups of its workflows. */
import type { Activity } from './activities.ts';
import type { DeploymentKind } from './kinds.ts';

/** Which deployments wait for locks of others. */
export const lockHoldings = ['all', 'changes'] as const;
export type LockHolding = (typeof lockHoldings)[number];

/** The lock of the instance, held by another than this deployment. */
export interface ForeignLock {
  /** A deployment's lock lives as long as its orders. */
  readonly kind: 'run' | 'hold' | 'deployment';
  /** Of a deployment: its run executes, and does not wait for approval. */
  readonly isExecuting: boolean;
}

/** A run of the server's own that is open, approvals included, and shares a concurrency group or changes the instance. */
export interface GroupRun {
  readonly kind: DeploymentKind;
  /** Of an earlier head of the very pull request that is to be planned. */
  readonly isOfOlderHead: boolean;
}

export interface InstanceFacts {
  readonly activity: Activity;
  readonly kind: DeploymentKind;
  readonly lock: ForeignLock | undefined;
  readonly groupRuns: readonly GroupRun[];
  /** Since the deployment could have started, in milliseconds. */
  readonly waitedMs: number;
}

export interface InstanceRules {
  readonly holding: LockHolding;
  /** How long a deployment waits for a lock, in milliseconds. */
  readonly lockWaitMs: number;
  /** How long a merge queue waits for a lock or a run, in milliseconds. */
  readonly queueWaitMs: number;
}

export type InstanceVerdict =
  | { readonly status: 'free' }
  | { readonly status: 'busy'; readonly by: 'lock' | 'group' }
  /** It has waited for too long. */
  | { readonly status: 'failed'; readonly reason: 'lock_wait' };

function isLocked({ kind, lock }: InstanceFacts, { holding }: InstanceRules): boolean {
  if (lock === undefined) return false;
  if (kind === 'change') return true;
  // An apply that waits three days for approval must not keep every plan waiting.
  return holding === 'all' && (lock.kind !== 'deployment' || lock.isExecuting);
}

/** GitHub would cancel one of the two. Only a newer head takes the place of its own pull request's plan. */
export function givesWay(kind: DeploymentKind, run: GroupRun): boolean {
  return kind === 'plan' && run.kind === 'plan' && run.isOfOlderHead;
}

function isGroupBusy({ kind, groupRuns }: InstanceFacts): boolean {
  return groupRuns.some((run) => !givesWay(kind, run));
}

/** A merge queue cannot wait for days. The server's own runs end by themselves, so only locks are given up. */
function isTooLate(
  { activity, waitedMs }: InstanceFacts,
  by: 'lock' | 'group',
  rules: InstanceRules,
): boolean {
  if (activity.event === 'merge_group') return waitedMs >= rules.queueWaitMs;
  return by === 'lock' && waitedMs >= rules.lockWaitMs;
}

export function decideInstance(facts: InstanceFacts, rules: InstanceRules): InstanceVerdict {
  const by = isLocked(facts, rules) ? 'lock' : isGroupBusy(facts) ? 'group' : undefined;
  if (by === undefined) return { status: 'free' };
  return isTooLate(facts, by, rules) ? { status: 'failed', reason: 'lock_wait' } : { status: 'busy', by };
}
