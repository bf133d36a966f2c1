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
import type { WorkTask } from '../work/kind.ts';
import { type SendPorts, sendBatch } from './send-batch.ts';
import type { WebhookProgress, WebhookState, WebhookStore } from './store.ts';

/** Most events of one delivery. */
const maxEvents = 100;
/** Most text of one delivery, in characters; a single entry may be longer. */
const maxTextLength = 2 * 1024 * 1024;
/** First and longest pause after a failure, in milliseconds. */
const pauses = { baseDelayMs: 2_000, maxDelayMs: 30 * 60_000 };
/** How long a batch is retried, in milliseconds. */
export const giveUpMs = 24 * 60 * 60_000;

export interface DeliverPorts extends SendPorts {
  readonly audit: Pick<AuditLog, 'list'>;
  readonly seals: Pick<AuditSeals, 'latest'>;
  readonly webhooks: Pick<WebhookStore, 'read' | 'save'>;
  readonly random: Pick<Random, 'fraction'>;
  /** The claim of the destination's entry. */
  readonly task: Pick<WorkTask, 'hold'>;
}

export type Delivery =
  /** There is nothing to send. */
  | { readonly status: 'idle' }
  | { readonly status: 'delivered'; readonly events: number }
  | { readonly status: 'given_up'; readonly events: number; readonly reason: string }
  | {
      readonly status: 'failed';
      readonly events: number;
      readonly reason: string;
      /** Until the next attempt, in milliseconds. */
      readonly pauseMs: number;
    };

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

/** The state of a destination of which nothing is being retried. */
const calm = { tryingThroughId: null, failures: 0, firstFailedAt: null, nextTryAt: 0 };

interface Failure {
  readonly state: WebhookState;
  readonly now: number;
  readonly batch: Batch;
  readonly reason: string;
}

async function recordFailure(
  { state, now, batch, reason }: Failure,
  save: (progress: WebhookProgress) => Promise<void>,
  { random }: Pick<DeliverPorts, 'random'>,
): Promise<Delivery> {
  const { failures, firstFailedAt = now } = state;
  const events = batch.entries.length;
  const lastTry = { outcome: 'failed', result: reason } as const;
  if (now - firstFailedAt >= giveUpMs) {
    const lostEntries = state.lostEntries + events;
    await save({ ...calm, deliveredThroughId: batch.throughId, lostEntries, lastTry });
    return { status: 'given_up', events, reason };
  }
  const pauseMs = Math.round(backoffDelay(failures + 1, pauses, random));
  await save({ failures: failures + 1, firstFailedAt, nextTryAt: now + pauseMs, lastTry });
  return { status: 'failed', events, reason, pauseMs };
}

/**
 * One batch. Rejects with `REMOTE_STORE`, and with `LeaseLost` when another replica delivers; what was sent by then is sent again later.
 */
export async function deliverBatch(destination: WebhookDestination, ports: DeliverPorts): Promise<Delivery> {
  const { name } = destination;
  const found = await ports.webhooks.read(name);
  if (found === undefined) return { status: 'idle' };
  const { state, now } = found;
  const save = (progress: WebhookProgress) => ports.webhooks.save(name, progress, ports.task);
  const batch = await readBatch(state, destination, ports);
  if (batch === undefined) return { status: 'idle' };
  const { throughId } = batch;
  if (batch.entries.length === 0) {
    await save({ deliveredThroughId: throughId, tryingThroughId: null });
    return { status: 'idle' };
  }
  await save({ tryingThroughId: throughId });
  const sending = { entries: batch.entries, deliveryId: `${name}-${throughId}` };
  const { delivered, result } = await sendBatch(sending, destination, ports);
  if (!delivered) return recordFailure({ state, now, batch, reason: result }, save, ports);
  const lastTry = { outcome: 'delivered', result } as const;
  await save({ ...calm, deliveredThroughId: throughId, lastTry });
  return { status: 'delivered', events: batch.entries.length };
}
