/**
 * States of a batch: all deployments of one activity on one commit. Facts come in any order and more than once. Everything that
 * a fact causes beyond the batch's row is an intent, which the server writes in the same transaction.
 */
import {
  type Conclusion,
  concludeBatch,
  countIn,
  countOpen,
  countWired,
  type NodeCounts,
} from './conclude.ts';
import type { HoldReason } from './hold.ts';
import type { QuietReason } from './quiet-reason.ts';

export const batchStates = [
  'expected',
  'resolving',
  'held',
  'running',
  'concluded',
  'superseded',
  'withdrawn',
] as const;
export type BatchState = (typeof batchStates)[number];

export interface BatchStanding {
  readonly state: BatchState;
  /** A merged pull request. */
  readonly isMerge: boolean;
  /** The affected set that it is planned by. */
  readonly setId?: string | undefined;
  /** Starts nothing any more; what has started is watched to its end. */
  readonly stopped?: 'superseded' | 'withdrawn' | undefined;
  readonly heldBy?: HoldReason | undefined;
  readonly conclusion?: Conclusion | undefined;
  /** Why nothing was started, or not all. */
  readonly reason?: QuietReason | undefined;
  readonly counts: NodeCounts;
  /** Errors of CODEOWNERS that count. */
  readonly hasOwnerErrors: boolean;
}

export type BatchFact =
  /** An upload is for it: the first, or one with another graph. */
  | { readonly type: 'matched'; readonly setId: string }
  /** It is planned by the inventory: nothing is uploaded for it. */
  | { readonly type: 'inventoried' }
  /** The deployments are written. `hold`: nothing may be dispatched yet. `reason`: why none of them is wired. */
  | {
      readonly type: 'planned';
      readonly counts: NodeCounts;
      readonly hold?: HoldReason | undefined;
      readonly reason?: QuietReason | undefined;
      /** As its commit has CODEOWNERS. */
      readonly hasOwnerErrors?: boolean | undefined;
    }
  /** It cannot be planned: too many components. */
  | { readonly type: 'unplannable'; readonly reason: QuietReason }
  /** By a user with write access, or by a quiet time. */
  | {
      readonly type: 'released';
      readonly hold: HoldReason;
      /** Another hold that now applies. */
      readonly next?: HoldReason | undefined;
    }
  /** Deployments have other states now. */
  | { readonly type: 'counted'; readonly counts: NodeCounts }
  /** No upload came, and none will. */
  | {
      readonly type: 'not_uploaded';
      readonly conclusion: 'neutral' | 'failure';
      readonly reason: QuietReason;
      readonly hasOwnerErrors?: boolean | undefined;
    }
  /** A list came that may tell what should have been uploaded. */
  | { readonly type: 'reconsidered' }
  /** A person wants CODEOWNERS to be checked again. */
  | { readonly type: 'recheck_owners' }
  /** A newer commit is the head. */
  | { readonly type: 'superseded' }
  /** The pull request was closed, the group destroyed, the feature switched off. */
  | { readonly type: 'withdrawn'; readonly reason?: QuietReason | undefined };

export type BatchIntent =
  /** Read workflow files and write the deployments. */
  | { readonly type: 'plan' }
  /** Deployments may be dispatched. */
  | { readonly type: 'dispatch' }
  /**
   * End what has not started, withdraw planned orders, and cancel runs that wait for approval; `counts` of the deployments follow
   * in the same transaction.
   */
  | { readonly type: 'end_unstarted'; readonly as: 'superseded' | 'withdrawn' }
  /** Check and comment differ. `isDue`: at once, without the pace of progress. */
  | { readonly type: 'report'; readonly isDue: boolean }
  /** A merge was not applied, or not all of it: tell people once in a comment of its own. */
  | { readonly type: 'announce' };

export interface BatchStep {
  readonly batch: BatchStanding;
  readonly intents: readonly BatchIntent[];
}

const reportNow: BatchIntent = { type: 'report', isDue: true };
const reportSoon: BatchIntent = { type: 'report', isDue: false };

function isUnchanged(one: BatchStanding, other: BatchStanding): boolean {
  return (
    one.state === other.state &&
    one.heldBy === other.heldBy &&
    one.conclusion === other.conclusion &&
    one.reason === other.reason
  );
}

/** Ends the step: what people see, and once more where a merge did not succeed. */
function stepTo(before: BatchStanding, batch: BatchStanding, ...intents: readonly BatchIntent[]): BatchStep {
  if (isUnchanged(before, batch)) return { batch, intents };
  const isBad =
    batch.state === 'concluded' && batch.conclusion !== 'success' && batch.conclusion !== 'neutral';
  const announcement: readonly BatchIntent[] = isBad && batch.isMerge ? [{ type: 'announce' }] : [];
  return { batch, intents: [...intents, reportNow, ...announcement] };
}

/**
 * A batch that was stopped in the middle stays so. One whose deployments had all started ends by them: whether the last of them
 * ended before or after the stop was noticed does not matter.
 */
function isCutShort({ counts }: BatchStanding): boolean {
  return (
    countOpen(counts) > 0 || countIn(counts, ['superseded', 'withdrawn']) > 0 || countWired(counts) === 0
  );
}

/** The state that deployments give a batch that is planned. */
function settle(batch: BatchStanding): BatchStanding {
  const { stopped } = batch;
  if (stopped !== undefined && isCutShort(batch)) {
    return { ...batch, state: stopped, heldBy: undefined, conclusion: undefined };
  }
  const conclusion = concludeBatch(batch.counts, batch);
  if (conclusion !== undefined) return { ...batch, state: 'concluded', heldBy: undefined, conclusion };
  return { ...batch, state: batch.heldBy === undefined ? 'running' : 'held', conclusion: undefined };
}

function match(batch: BatchStanding, setId: string): BatchStep {
  if (batch.stopped !== undefined || batch.setId === setId) return { batch, intents: [] };
  const next = { ...batch, setId, state: 'resolving', conclusion: undefined, reason: undefined } as const;
  return stepTo(batch, next, { type: 'plan' });
}

function takeInventory(batch: BatchStanding): BatchStep {
  if (batch.state !== 'expected') return { batch, intents: [] };
  return stepTo(batch, { ...batch, state: 'resolving' }, { type: 'plan' });
}

function plan(batch: BatchStanding, fact: BatchFact & { readonly type: 'planned' }): BatchStep {
  if (batch.state !== 'resolving') return { batch, intents: [] };
  const { counts, hold, reason, hasOwnerErrors = false } = fact;
  const next = settle({ ...batch, counts, heldBy: hold, reason, hasOwnerErrors });
  return stepTo(batch, next, ...(next.state === 'running' ? [{ type: 'dispatch' } as const] : []));
}

function count(batch: BatchStanding, counts: NodeCounts): BatchStep {
  const counted = { ...batch, counts };
  // Before its plan is whole, a batch is judged by nothing.
  if (batch.state === 'expected' || batch.state === 'resolving') return { batch: counted, intents: [] };
  const next = settle(counted);
  return isUnchanged(batch, next) ? { batch: next, intents: [reportSoon] } : stepTo(batch, next);
}

function release(batch: BatchStanding, fact: BatchFact & { readonly type: 'released' }): BatchStep {
  if (batch.state !== 'held' || batch.heldBy !== fact.hold) return { batch, intents: [] };
  const next = settle({ ...batch, heldBy: fact.next });
  return stepTo(batch, next, ...(next.state === 'running' ? [{ type: 'dispatch' } as const] : []));
}

function conclude(batch: BatchStanding, conclusion: Conclusion, reason: QuietReason): BatchStep {
  return stepTo(batch, { ...batch, state: 'concluded', heldBy: undefined, conclusion, reason });
}

/** Waits once more, to be concluded by what is known now. */
function reconsider(batch: BatchStanding): BatchStep {
  const isQuiet = batch.state === 'concluded' && batch.stopped === undefined && batch.reason === 'no_upload';
  if (!isQuiet || batch.setId !== undefined) return { batch, intents: [] };
  return stepTo(batch, { ...batch, state: 'expected', conclusion: undefined, reason: undefined });
}

function endWithoutUpload(
  batch: BatchStanding,
  { conclusion, reason, hasOwnerErrors = false }: BatchFact & { readonly type: 'not_uploaded' },
): BatchStep {
  if (batch.state !== 'expected') return { batch, intents: [] };
  return conclude({ ...batch, hasOwnerErrors }, hasOwnerErrors ? 'failure' : conclusion, reason);
}

/** The batch is planned again, or waits again: CODEOWNERS is read with either. Deployments that ran are kept. */
function recheckOwners(batch: BatchStanding): BatchStep {
  const { state, stopped, hasOwnerErrors, setId } = batch;
  if (state !== 'concluded' || stopped !== undefined || !hasOwnerErrors) return { batch, intents: [] };
  const open = { ...batch, conclusion: undefined, reason: undefined };
  return setId === undefined
    ? stepTo(batch, { ...open, state: 'expected' })
    : stepTo(batch, { ...open, state: 'resolving' }, { type: 'plan' });
}

/** A replaced commit stays replaced, even if its pull request is closed too. */
function stop(
  batch: BatchStanding,
  fact: BatchFact & { readonly type: 'superseded' | 'withdrawn' },
): BatchStep {
  const { type: as } = fact;
  if (batch.stopped === 'superseded' || batch.stopped === as) return { batch, intents: [] };
  const stopped = { ...batch, stopped: as };
  // What is concluded stays so, and starts nothing again; unless dependents were left that a retry would have started.
  if (batch.state === 'concluded' && (batch.counts.upstream_failed ?? 0) === 0)
    return { batch: stopped, intents: [] };
  const wasPlanned = Object.keys(batch.counts).length > 0;
  const given = fact.type === 'withdrawn' ? fact.reason : wasPlanned ? undefined : 'superseded_early';
  const reason = given ?? batch.reason;
  const next: BatchStanding = { ...stopped, state: as, heldBy: undefined, conclusion: undefined, reason };
  return stepTo(batch, next, { type: 'end_unstarted', as });
}

/** The same batch and no intents where a fact is old, or not about its state. */
export function advanceBatch(batch: BatchStanding, fact: BatchFact): BatchStep {
  switch (fact.type) {
    case 'matched':
      return match(batch, fact.setId);
    case 'inventoried':
      return takeInventory(batch);
    case 'planned':
      return plan(batch, fact);
    case 'unplannable':
      return batch.state === 'resolving' ? conclude(batch, 'failure', fact.reason) : { batch, intents: [] };
    case 'released':
      return release(batch, fact);
    case 'counted':
      return count(batch, fact.counts);
    case 'not_uploaded':
      return endWithoutUpload(batch, fact);
    case 'reconsidered':
      return reconsider(batch);
    case 'recheck_owners':
      return recheckOwners(batch);
    case 'superseded':
    case 'withdrawn':
      return stop(batch, fact);
  }
}

/** Whether an order of the batch may be claimed; judged in the claiming transaction. */
export function mayDispatch({ state, stopped }: BatchStanding): boolean {
  return state === 'running' && stopped === undefined;
}

/** What the check of a batch that was stopped says: its work was not done. */
export function conclusionOf({ state, conclusion }: BatchStanding): Conclusion | undefined {
  return state === 'superseded' || state === 'withdrawn' ? 'cancelled' : conclusion;
}
