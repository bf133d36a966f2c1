/** Seals what was appended to the audit since the last seal. Every replica may: the sequence number decides which is first. */
import type { Logger } from '../../base/ports.ts';
import { maxAuditPage } from '../../domain/audit/filter.ts';
import { type AuditSeal, type AuditSeals, startSealHash } from '../../domain/audit/seal.ts';
import { createRounds, type WorkKind } from '../work/kind.ts';
import type { AuditMetrics } from './metrics.ts';
import type { AuditLog } from './store.ts';

/** Pause between two rounds, in milliseconds: how long a new entry could be removed without a trace. */
const sealPauseMs = 2_000;
/** Most entries of one seal: what one round reads, and how closely a finding names its place. */
const maxSealed = 10 * maxAuditPage;

export interface SealPorts {
  readonly audit: Pick<AuditLog, 'list'>;
  readonly seals: AuditSeals;
}

export interface SealJobPorts extends SealPorts {
  readonly logger: Logger;
  readonly metrics: AuditMetrics;
}

/** The seal over at most `maxSealed` entries after `previous`; `undefined` when there are none. */
async function makeSeal(
  { audit }: SealPorts,
  previous: AuditSeal | undefined,
  { settled, now }: { readonly settled: number; readonly now: number },
): Promise<AuditSeal | undefined> {
  const afterId = previous?.lastId ?? 0;
  const hash = startSealHash();
  let lastId = afterId;
  while (hash.entries < maxSealed) {
    const page = await audit.list({ afterId: lastId, throughId: settled, limit: maxAuditPage });
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
export async function sealAudit(ports: SealPorts): Promise<readonly AuditSeal[]> {
  const added: AuditSeal[] = [];
  const settled = await ports.seals.settle();
  for (;;) {
    const { now, seal: previous } = await ports.seals.latest();
    const seal = await makeSeal(ports, previous, { settled, now });
    if (seal === undefined) return added;
    if ((await ports.seals.add(seal)) === 'added') added.push(seal);
  }
}

async function sealRound(ports: SealJobPorts, signal: AbortSignal): Promise<void> {
  try {
    const seals = await sealAudit(ports);
    ports.metrics.sealed(seals.reduce((sum, { entries }) => sum + entries, 0));
    // In the log too: a copy of the log shows whether the latest seals were cut off.
    for (const { sequence, lastId, hash } of seals) {
      ports.logger.debug('audit: sealed', { sequence, lastId, hash });
    }
  } catch (error) {
    // The database is closed while the server stops.
    if (signal.aborted) return;
    ports.logger.warn('audit: sealing failed, will be retried', { error });
  }
}

export function createSealing(ports: SealJobPorts): WorkKind {
  return createRounds('audit-seal', sealPauseMs, (signal) => sealRound(ports, signal));
}
