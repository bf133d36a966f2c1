/**
 * Delivers audit entries to one destination: in the order of their ids, each at least once. Only sealed entries are sent, since no entry
 * can appear before them any more. A batch that fails is retried unchanged for a day and then dropped.
 */
import type { Random } from '../../base/ports.ts';
import { backoffDelay } from '../../base/retry.ts';
import { isWanted, type WebhookDestination } from '../../domain/audit/destination.ts';
import type { StoredAuditEntry } from '../../domain/audit/entry.ts';
import { maxAuditPage } from '../../domain/audit/filter.ts';
import type { AuditSeals } from '../../domain/audit/seal.ts';
import type { AuditLog } from '../audit/store.ts';
import { type SendPorts, sendBatch } from './send-batch.ts';
import type { WebhookLease, WebhookState, WebhookStore } from './store.ts';

/** Most events of one delivery. */
const maxEvents = 100;
/** Most text of one delivery, in characters; a single entry may be longer. */
const maxTextLength = 2 * 1024 * 1024;
/** How long a replica has for one attempt, in milliseconds: longer than the request may take. */
const leaseMs = 30_000;
/** First and longest pause after a failure, in milliseconds. */
const pauses = { baseDelayMs: 2_000, maxDelayMs: 30 * 60_000 };
/** How long a batch is retried, in milliseconds. */
export const giveUpMs = 24 * 60 * 60_000;

export interface DeliverPorts extends SendPorts {
  readonly audit: Pick<AuditLog, 'list'>;
  readonly seals: Pick<AuditSeals, 'latest'>;
  readonly webhooks: Pick<WebhookStore, 'lease' | 'save'>;
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
  { audit, seals }: DeliverPorts,
): Promise<Batch | undefined> {
  const end = state.tryingThroughId ?? (await seals.latest()).seal?.lastId ?? 0;
  if (end <= state.deliveredThroughId) return undefined;
  const page = await audit.list({
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
  { reason, ports }: { readonly reason: string; readonly ports: DeliverPorts },
): Promise<Delivery> {
  const { name, failures, firstFailedAt = now } = state;
  const events = batch.entries.length;
  const lastTry = { outcome: 'failed', result: reason } as const;
  if (now - firstFailedAt >= giveUpMs) {
    await ports.webhooks.save(
      { name, token },
      {
        deliveredThroughId: batch.throughId,
        tryingThroughId: null,
        failures: 0,
        firstFailedAt: null,
        nextTryAt: 0,
        lostEntries: state.lostEntries + events,
        lastTry,
      },
    );
    return { status: 'given_up', events, reason };
  }
  const nextTryAt = Math.round(now + backoffDelay(failures + 1, pauses, ports.random));
  await ports.webhooks.save({ name, token }, { failures: failures + 1, firstFailedAt, nextTryAt, lastTry });
  return { status: 'failed', events, reason };
}

/** One batch. Rejects with `REMOTE_STORE`; what was sent by then is sent again later. */
export async function deliverBatch(destination: WebhookDestination, ports: DeliverPorts): Promise<Delivery> {
  const { name } = destination;
  const { webhooks } = ports;
  const lease = await webhooks.lease(name, leaseMs);
  if (lease === undefined) return { status: 'idle' };
  const { state, token } = lease;
  const batch = await readBatch(state, destination, ports);
  if (batch === undefined || batch.entries.length === 0) {
    const progress = batch && { deliveredThroughId: batch.throughId, tryingThroughId: null };
    await webhooks.save({ name, token }, progress ?? {});
    return { status: 'idle' };
  }
  const { throughId } = batch;
  const mine = await webhooks.save({ name, token }, { tryingThroughId: throughId }, { keepLease: true });
  if (mine === 'lost') return { status: 'idle' };
  const sending = { entries: batch.entries, deliveryId: `${name}-${throughId}` };
  const { delivered, result } = await sendBatch(sending, destination, ports);
  if (!delivered) return recordFailure(lease, batch, { reason: result, ports });
  const events = batch.entries.length;
  await webhooks.save(
    { name, token },
    {
      deliveredThroughId: throughId,
      tryingThroughId: null,
      failures: 0,
      firstFailedAt: null,
      nextTryAt: 0,
      lastTry: { outcome: 'delivered', result },
    },
  );
  return { status: 'delivered', events };
}
