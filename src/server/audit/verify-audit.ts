/** Compares the audit with its seals. */

import { maxAuditPage } from '../../domain/audit/filter.ts';
import type { AuditPrune } from '../../domain/audit/prune.ts';
import { type AuditSeal, startSealHash } from '../../domain/audit/seal.ts';
import { checkPruning } from './check-pruning.ts';
import type { AuditStores } from './store.ts';

type AuditFault =
  | 'entries_missing'
  | 'entries_added'
  | 'entries_changed'
  | 'seal_missing'
  | 'seal_changed'
  | 'pruning_unexplained'
  | 'expected_seal_missing';

export interface AuditVerification {
  readonly status: 'intact' | 'tampered';
  /** How many entries the intact seals cover. */
  readonly sealedEntries: number;
  /** Entries that no seal covers yet. */
  readonly unsealedEntries: number;
  readonly lastSeal: AuditSeal | undefined;
  /** What retention removed; of those ranges only the chain of seals was compared. */
  readonly pruned?: AuditPrune | undefined;
  /** The first thing that does not fit: what comes after it proves nothing. */
  readonly fault?: {
    readonly kind: AuditFault;
    readonly seal: AuditSeal | undefined;
    readonly message: string;
  };
}

type Fault = NonNullable<AuditVerification['fault']>;

function describeRange({ sequence, afterId, lastId }: AuditSeal): string {
  return `seal ${sequence} (entries after ${afterId} up to ${lastId})`;
}

async function hashEntries(store: AuditStores, seal: AuditSeal) {
  const hash = startSealHash();
  for (let afterId = seal.afterId; ; ) {
    const page = await store.audit.list({ afterId, throughId: seal.lastId, limit: maxAuditPage });
    for (const entry of page) hash.add(entry);
    const last = page.at(-1);
    if (last === undefined || page.length < maxAuditPage) return hash;
    afterId = last.id;
  }
}

function checkLink(seal: AuditSeal, previous: AuditSeal | undefined): Fault | undefined {
  const expected = (previous?.sequence ?? 0) + 1;
  if (seal.sequence !== expected) {
    const message = `Seal ${expected} is missing: after it comes ${describeRange(seal)}.`;
    return { kind: 'seal_missing', seal, message };
  }
  const fits = seal.afterId === (previous?.lastId ?? 0) && seal.previousHash === (previous?.hash ?? '');
  if (fits) return undefined;
  const message = `${describeRange(seal)} does not follow from the seal before it: one of the two was changed.`;
  return { kind: 'seal_changed', seal, message };
}

async function checkEntries(store: AuditStores, seal: AuditSeal): Promise<Fault | undefined> {
  const found = await hashEntries(store, seal);
  const place = describeRange(seal);
  if (found.entries < seal.entries) {
    const message = `${seal.entries - found.entries} of the ${seal.entries} entries of ${place} are missing.`;
    return { kind: 'entries_missing', seal, message };
  }
  if (found.entries > seal.entries) {
    const message = `${found.entries - seal.entries} entries were added to ${place} after it was made.`;
    return { kind: 'entries_added', seal, message };
  }
  if (found.close(seal) === seal.hash) return undefined;
  const message = `An entry of ${place}, or the seal itself, was changed after it was made.`;
  return { kind: 'entries_changed', seal, message };
}

/** The entries of a range, unless they were pruned before or during verification. */
async function checkRange(store: AuditStores, seal: AuditSeal, pruned: number): Promise<Fault | undefined> {
  if (seal.sequence <= pruned) return undefined;
  const fault = await checkEntries(store, seal);
  if (fault === undefined) return undefined;
  const isPruned = ((await store.pruning.latest())?.throughSequence ?? 0) >= seal.sequence;
  return isPruned ? undefined : fault;
}

async function countUnsealed(store: AuditStores, lastSealed: number): Promise<number> {
  let count = 0;
  for (let afterId = lastSealed; ; ) {
    const page = await store.audit.list({ afterId, limit: maxAuditPage });
    count += page.length;
    const last = page.at(-1);
    if (last === undefined || page.length < maxAuditPage) return count;
    afterId = last.id;
  }
}

/**
 * `expectedHash`: of a seal that was noted elsewhere. Without one, verification cannot tell whether the latest entries were cut off
 * together with their seals.
 */
export async function verifyAudit(store: AuditStores, expectedHash?: string): Promise<AuditVerification> {
  let previous: AuditSeal | undefined;
  let sealedEntries = 0;
  let isExpectedSeen = expectedHash === undefined;
  const pruned = await store.pruning.latest();
  const prunedSequence = pruned?.throughSequence ?? 0;
  const tampered = (fault: Fault): AuditVerification => ({
    status: 'tampered',
    sealedEntries,
    unsealedEntries: 0,
    lastSeal: previous,
    fault,
  });
  for (;;) {
    const page = await store.seals.list(previous?.sequence ?? 0);
    for (const seal of page) {
      const fault = checkLink(seal, previous) ?? (await checkRange(store, seal, prunedSequence));
      if (fault !== undefined) return tampered(fault);
      previous = seal;
      if (seal.sequence > prunedSequence) sealedEntries += seal.entries;
      isExpectedSeen ||= seal.hash === expectedHash;
    }
    if (page.length === 0) break;
  }
  // Last, for the ranges that are still there may hold what explains it.
  const message = pruned === undefined ? undefined : await checkPruning(store, pruned);
  if (message !== undefined) return tampered({ kind: 'pruning_unexplained', seal: undefined, message });
  if (!isExpectedSeen) {
    const text = 'No seal has the expected hash: the seals since then were removed or rebuilt.';
    return tampered({ kind: 'expected_seal_missing', seal: undefined, message: text });
  }
  const unsealedEntries = await countUnsealed(store, previous?.lastId ?? 0);
  return { status: 'intact', sealedEntries, unsealedEntries, lastSeal: previous, pruned };
}
