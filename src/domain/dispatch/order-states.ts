/**
 * States of an order: one dispatch of one workflow file, sent at most once. An answer that was lost makes an order unclear, and
 * an unclear order is looked up before it may be sent again. Durations are in milliseconds.
 */
import type { RunNews } from './run-rank.ts';

export const orderStates = [
  'planned',
  'sending',
  'accepted',
  'unclear',
  'sent',
  'refused',
  'withdrawn',
] as const;
export type OrderState = (typeof orderStates)[number];

/** Why there is no run. */
export type SendRefusal =
  /** GitHub rejected the dispatch. */
  | 'rejected'
  /** GitHub accepted it, and no run showed up. */
  | 'no_run'
  /** Several runs may be the order's, and nothing tells which. */
  | 'unknown_run';

/** What the state of a deployment needs of an order. */
export interface OrderView {
  readonly state: OrderState;
  readonly refusal?: SendRefusal | undefined;
  readonly run?: Pick<RunNews, 'status' | 'end'> | undefined;
  /** As the run reported it, of `terraform plan -detailed-exitcode` or an apply. */
  readonly exitCode?: number | undefined;
}

/** How long a claim to send holds. */
export const sendLeaseMs = 30_000;
/** A claim that is older than this does not send any more, by the sender's monotonic clock. */
export const maxClaimAgeMs = 5_000;
/** When an unclear order is looked up, counted from when it became so. After the last one without a run it is planned again. */
export const lookupsMs: readonly number[] = [3_000, 10_000, 30_000, 90_000, 180_000];
/** How long the run of an accepted order may take to show up. */
export const acceptedWaitMs = 600_000;

export interface SendingOrder {
  readonly state: OrderState;
  readonly refusal?: SendRefusal | undefined;
  readonly runId?: string | undefined;
  /** How many lookups have found no run since the order became unclear. */
  readonly lookups: number;
}

export type OrderFact =
  /** A sender claims it. `isBatchRunning` and `isLaneClear` are judged in the claiming transaction. */
  | { readonly type: 'claimed'; readonly isBatchRunning: boolean; readonly isLaneClear: boolean }
  /** `run`: GitHub names the run. `accepted`: it does not. `limited`: GitHub did not start it. `lost`: unknown. */
  | { readonly type: 'answered'; readonly answer: 'accepted' | 'rejected' | 'limited' | 'lost' }
  | { readonly type: 'answered'; readonly answer: 'run'; readonly runId: string }
  | { readonly type: 'found'; readonly runId: string }
  /** A lookup found no run; `isBatchRunning`: whether it may be sent again. */
  | { readonly type: 'not_found'; readonly isBatchRunning: boolean }
  /** A lookup found several. */
  | { readonly type: 'ambiguous' }
  /** `acceptedWaitMs` have passed. */
  | { readonly type: 'no_run' }
  /** Superseded, withdrawn or held. */
  | { readonly type: 'withdrawn' };

function answer(order: SendingOrder, fact: OrderFact & { readonly type: 'answered' }): SendingOrder {
  // A late answer to a claim that was taken over: only a run is news then.
  if (fact.answer === 'run') return find(order, fact.runId);
  if (order.state !== 'sending') return order;
  switch (fact.answer) {
    case 'accepted':
      return { ...order, state: 'accepted' };
    case 'rejected':
      return { ...order, state: 'refused', refusal: 'rejected' };
    case 'limited':
      return { ...order, state: 'planned' };
    case 'lost':
      return { ...order, state: 'unclear', lookups: 0 };
  }
}

/** GitHub's ids grow: the older of two runs. */
function olderRun(one: string, other: string): string {
  return BigInt(one) <= BigInt(other) ? one : other;
}

/** Sent is final, and of two runs the older is the order's. A run may show up after the order was given up. */
function find(order: SendingOrder, runId: string): SendingOrder {
  const kept = order.runId === undefined ? runId : olderRun(order.runId, runId);
  if (order.state === 'sent' && kept === order.runId) return order;
  return { state: 'sent', runId: kept, lookups: order.lookups };
}

/** The run to cancel, and to raise an alarm about, where `runId` is found for an order that has another. */
export function duplicateRun(order: Pick<SendingOrder, 'runId'>, runId: string): string | undefined {
  if (order.runId === undefined || order.runId === runId) return undefined;
  return olderRun(order.runId, runId) === runId ? order.runId : runId;
}

function claim(order: SendingOrder, fact: OrderFact & { readonly type: 'claimed' }): SendingOrder {
  // The former claim ran out: whether it was sent is unclear, whatever the sender meant to do.
  if (order.state === 'sending') return { ...order, state: 'unclear', lookups: 0 };
  const maySend = order.state === 'planned' && fact.isBatchRunning && fact.isLaneClear;
  return maySend ? { ...order, state: 'sending' } : order;
}

function lookInVain(order: SendingOrder, isBatchRunning: boolean): SendingOrder {
  if (order.state !== 'unclear') return order;
  const lookups = order.lookups + 1;
  if (lookups < lookupsMs.length) return { ...order, lookups };
  return { ...order, state: isBatchRunning ? 'planned' : 'withdrawn', lookups: 0 };
}

/** The same object where nothing changes. */
export function advanceOrder(order: SendingOrder, fact: OrderFact): SendingOrder {
  switch (fact.type) {
    case 'claimed':
      return claim(order, fact);
    case 'answered':
      return answer(order, fact);
    case 'found':
      return find(order, fact.runId);
    case 'not_found':
      return lookInVain(order, fact.isBatchRunning);
    case 'ambiguous':
      return order.state === 'unclear' || order.state === 'accepted'
        ? { ...order, state: 'refused', refusal: 'unknown_run' }
        : order;
    case 'no_run':
      return order.state === 'accepted' ? { ...order, state: 'refused', refusal: 'no_run' } : order;
    case 'withdrawn':
      return order.state === 'planned' ? { ...order, state: 'withdrawn' } : order;
  }
}
