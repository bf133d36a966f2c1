/** Seals what was appended to the audit since the last seal. Every replica may: the sequence number decides who was first. */
import type { Clock, Logger } from '../../base/ports.ts';
import { maxAuditPage } from '../../domain/audit/filter.ts';
import { type AuditSeal, startSealHash } from '../../domain/audit/seal.ts';
import type { Store } from '../store.ts';
import { repeat } from '../work/repeat.ts';
import type { AuditMetrics } from './metrics.ts';

/** Pause between two rounds, in milliseconds: how long an entry is young enough to vanish without a trace. */
const sealPauseMs = 2_000;
/** Most entries of one seal: what one round reads, and how closely a finding names its place. */
const maxSealed = 10 * maxAuditPage;

export interface SealParts {
  readonly store: Pick<Store, 'audit' | 'seals'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: AuditMetrics;
}

/** The seal over at most `maxSealed` entries after `previous`; `undefined` when there are none. */
async function makeSeal(
  { store }: Pick<SealParts, 'store'>,
  previous: AuditSeal | undefined,
  { settled, now }: { readonly settled: number; readonly now: number },
): Promise<AuditSeal | undefined> {
  const afterId = previous?.lastId ?? 0;
  const hash = startSealHash();
  let lastId = afterId;
  while (hash.entries < maxSealed) {
    const page = await store.audit.list({ afterId: lastId, throughId: settled, limit: maxAuditPage });
    for (const entry of page) {
      hash.add(entry);
      lastId = entry.id;
    }
    if (page.length < maxAuditPage) break;
  }
  if (hash.entries === 0) return undefined;
  const head = {
    sequence: (previous?.sequence ?? 0) + 1,
    afterId,
    lastId,
    previousHash: previous?.hash ?? '',
    sealedAt: now,
  };
  return { ...head, entries: hash.entries, hash: hash.close(head) };
}

/** Until nothing is left to seal; returns the seals that this call added. */
export async function sealAudit(parts: Pick<SealParts, 'store'>): Promise<readonly AuditSeal[]> {
  const added: AuditSeal[] = [];
  const settled = await parts.store.seals.settle();
  for (;;) {
    const { now, seal: previous } = await parts.store.seals.latest();
    const seal = await makeSeal(parts, previous, { settled, now });
    if (seal === undefined) return added;
    if ((await parts.store.seals.add(seal)) === 'added') added.push(seal);
  }
}

async function sealRound(parts: SealParts, signal: AbortSignal): Promise<void> {
  try {
    const seals = await sealAudit(parts);
    parts.metrics.sealed(seals.reduce((sum, { entries }) => sum + entries, 0));
    // In the log too: who keeps that elsewhere can tell whether the latest seals were cut off.
    for (const { sequence, lastId, hash } of seals) {
      parts.logger.debug('audit: sealed', { sequence, lastId, hash });
    }
  } catch (error) {
    // The database is closed while the server stops.
    if (signal.aborted) return;
    parts.logger.warn('audit: not sealed, will be tried again', { error });
  }
}

/** Repeats rounds until `signal` is aborted. */
export async function runSealing(parts: SealParts, signal: AbortSignal): Promise<void> {
  await repeat({ clock: parts.clock, pauseMs: sealPauseMs, signal }, () => sealRound(parts, signal));
}
