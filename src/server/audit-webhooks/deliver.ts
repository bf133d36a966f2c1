/**
 * Delivers audit entries to one destination: in the order of their ids, each at least once. What is sealed is what may be sent, since
 * no entry can appear before it any more. A batch that fails is tried again as it was, for a day, and is then given up.
 */
import type { Random } from '../../base/ports.ts';
import { backoffDelay } from '../../base/retry.ts';
import { isWanted, type WebhookDestination } from '../../domain/audit/destination.ts';
import type { StoredAuditEntry } from '../../domain/audit/entry.ts';
import { maxAuditPage } from '../../domain/audit/filter.ts';
import type { Store } from '../store.ts';
import { type SendParts, sendBatch } from './send-batch.ts';
import type { WebhookLease, WebhookState } from './state.ts';

/** Most events of one delivery. */
const maxEvents = 100;
/** Most text of one delivery, in characters; a single entry may be longer. */
const maxTextLength = 2 * 1024 * 1024;
/** How long a replica has for one try, in milliseconds: longer than the request may take. */
const leaseMs = 30_000;
/** First and longest pause after a failure, in milliseconds. */
const pauses = { baseDelayMs: 2_000, maxDelayMs: 30 * 60_000 };
/** How long a batch is tried, in milliseconds. */
export const giveUpMs = 24 * 60 * 60_000;

export interface DeliverParts extends SendParts {
  readonly store: Pick<Store, 'audit' | 'seals' | 'webhooks'>;
  readonly random: Pick<Random, 'fraction'>;
}

export type Delivery =
  /** Nothing is due, or another replica has its turn. */
  | { readonly status: 'idle' }
  | { readonly status: 'delivered'; readonly events: number }
  | { readonly status: 'failed' | 'given_up'; readonly events: number; readonly reason: string };

interface Batch {
  readonly entries: readonly StoredAuditEntry[];
  /** Where it ends; beyond its last entry when what follows is not wanted. */
  readonly throughId: number;
}

function takeFitting(wanted: readonly StoredAuditEntry[]): readonly StoredAuditEntry[] {
  let length = 0;
  const tooMany = wanted.slice(0, maxEvents).findIndex((entry, index) => {
    length += JSON.stringify(entry).length;
    return index > 0 && length > maxTextLength;
  });
  return wanted.slice(0, tooMany === -1 ? maxEvents : tooMany);
}

/** `undefined` when nothing new is sealed. */
async function readBatch(
  state: WebhookState,
  destination: WebhookDestination,
  { store }: DeliverParts,
): Promise<Batch | undefined> {
  const end = state.tryingThroughId ?? (await store.seals.latest()).seal?.lastId ?? 0;
  if (end <= state.deliveredThroughId) return undefined;
  const page = await store.audit.list({
    afterId: state.deliveredThroughId,
    throughId: end,
    limit: maxAuditPage,
  });
  const wanted = page.filter((entry) => isWanted(destination, entry));
  const entries = takeFitting(wanted);
  const isWhole = entries.length === wanted.length;
  const throughId = isWhole ? (page.length < maxAuditPage ? end : page.at(-1)?.id) : entries.at(-1)?.id;
  return { entries, throughId: throughId ?? end };
}

async function recordFailure(
  { state, token, now }: WebhookLease,
  batch: Batch,
  { reason, parts }: { readonly reason: string; readonly parts: DeliverParts },
): Promise<Delivery> {
  const { name, failures, firstFailedAt = now } = state;
  const events = batch.entries.length;
  const lastTry = { outcome: 'failed', result: reason } as const;
  if (now - firstFailedAt >= giveUpMs) {
    await parts.store.webhooks.save(
      { name, token },
      {
        deliveredThroughId: batch.throughId,
        tryingThroughId: undefined,
        failures: 0,
        firstFailedAt: undefined,
        nextTryAt: 0,
        lostEntries: state.lostEntries + events,
        lastTry,
      },
    );
    return { status: 'given_up', events, reason };
  }
  const nextTryAt = Math.round(now + backoffDelay(failures + 1, pauses, parts.random));
  await parts.store.webhooks.save(
    { name, token },
    { failures: failures + 1, firstFailedAt, nextTryAt, lastTry },
  );
  return { status: 'failed', events, reason };
}

/** One batch. Rejects with `REMOTE_STORE`; what was sent by then is sent again later. */
export async function deliver(destination: WebhookDestination, parts: DeliverParts): Promise<Delivery> {
  const { name } = destination;
  const { webhooks } = parts.store;
  const lease = await webhooks.lease(name, leaseMs);
  if (lease === undefined) return { status: 'idle' };
  const { state, token } = lease;
  const batch = await readBatch(state, destination, parts);
  if (batch === undefined || batch.entries.length === 0) {
    const progress =
      batch === undefined ? {} : { deliveredThroughId: batch.throughId, tryingThroughId: undefined };
    await webhooks.save({ name, token }, progress);
    return { status: 'idle' };
  }
  const { throughId } = batch;
  const mine = await webhooks.save({ name, token }, { tryingThroughId: throughId }, { keepLease: true });
  if (mine === 'lost') return { status: 'idle' };
  const sending = { entries: batch.entries, deliveryId: `${name}-${throughId}` };
  const { delivered, result } = await sendBatch(sending, destination, parts);
  if (!delivered) return recordFailure(lease, batch, { reason: result, parts });
  const events = batch.entries.length;
  await webhooks.save(
    { name, token },
    {
      deliveredThroughId: throughId,
      tryingThroughId: undefined,
      failures: 0,
      firstFailedAt: undefined,
      nextTryAt: 0,
      lastTry: { outcome: 'delivered', result },
    },
  );
  return { status: 'delivered', events };
}
