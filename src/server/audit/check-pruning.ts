/** Checks the latest pruning against the entries of the audit itself. */

import { type AuditPrune, pruneEvent } from '../../domain/audit/prune.ts';
import type { AuditStores } from './store.ts';

/** The seal that `prune` names, with the hash that it names. */
async function hasItsSeal({ seals }: AuditStores, prune: AuditPrune): Promise<boolean> {
  const [seal] = await seals.list(prune.throughSequence - 1);
  return seal?.sequence === prune.throughSequence && seal.hash === prune.hash && seal.lastId === prune.lastId;
}

/** Its entry comes after everything that it removed, so that only a later pruning can take it away. */
async function isOnRecord({ audit }: AuditStores, prune: AuditPrune): Promise<boolean> {
  const entries = await audit.list({
    event: pruneEvent,
    traceId: `prune-${prune.throughSequence}`,
    afterId: prune.lastId,
  });
  const { throughSequence, lastId, hash, entries: removed } = prune;
  return entries.some(
    ({ details }) =>
      details['throughSequence'] === throughSequence &&
      details['lastId'] === lastId &&
      details['hash'] === hash &&
      details['entries'] === removed,
  );
}

/** What does not fit, as a sentence; `undefined` if all fits, or if another pruning came during the check. */
export async function checkPruning(store: AuditStores, prune: AuditPrune): Promise<string | undefined> {
  const name = `The pruning through seal ${prune.throughSequence}`;
  const faults: [string, () => Promise<boolean>][] = [
    [`${name} does not name a seal that exists.`, () => hasItsSeal(store, prune)],
    [`${name} has no entry of its own in the audit.`, () => isOnRecord(store, prune)],
    [
      `${name} left entries behind, or some were added afterwards.`,
      async () => (await store.audit.list({ throughId: prune.lastId, limit: 1 })).length === 0,
    ],
  ];
  for (const [message, holds] of faults) {
    if (await holds()) continue;
    const latest = await store.pruning.latest();
    return latest?.throughSequence === prune.throughSequence ? message : undefined;
  }
  return undefined;
}
