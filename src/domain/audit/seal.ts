/**
 * A seal: a hash over a range of audit entries and over the seal before it. It reveals an entry or a seal that was changed, added
 * or removed later. `docs/audit.md` describes what a seal covers, and what it cannot prove.
 */
import { createHash } from 'node:crypto';
import type { StoredAuditEntry } from './entry.ts';

export interface AuditSeal {
  /** From 1, without gaps. */
  readonly sequence: number;
  /** It covers the entries with `afterId < id <= lastId`; `afterId` is the `lastId` of the seal before it, or 0. */
  readonly afterId: number;
  readonly lastId: number;
  readonly entries: number;
  /** Of the seal before it; of the first one `''`. */
  readonly previousHash: string;
  /** SHA-256 in hexadecimal. */
  readonly hash: string;
  readonly sealedAt: number;
}

export interface AuditSeals {
  /**
   * Waits for the transactions that append now. Returns an id that every later entry exceeds, and up to which every entry
   * that there will ever be is visible; 0 when there is none. Rejects with `REMOTE_STORE` when they take long.
   */
  settle(): Promise<number>;
  /** With the database's time. */
  latest(): Promise<{ readonly now: number; readonly seal: AuditSeal | undefined }>;
  /** In their order, a page of them. */
  list(afterSequence: number): Promise<readonly AuditSeal[]>;
  /** `exists` when another replica has sealed the range before. */
  add(seal: AuditSeal): Promise<'added' | 'exists'>;
}

export interface SealHash {
  add(entry: StoredAuditEntry): void;
  /** How many were added. */
  readonly entries: number;
  /** Ends it. */
  close(seal: Omit<AuditSeal, 'hash' | 'entries'>): string;
}

/** JSON arrays, one a line: no two different inputs give the same text. Objects are written with their keys in order. */
function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}

/** Takes the entries of a range one at a time, in the order of their ids. */
export function startSealHash(): SealHash {
  const hash = createHash('sha256');
  let entries = 0;
  return {
    add(entry) {
      entries += 1;
      hash.update(`${canonicalText(entry)}\n`, 'utf8');
    },
    get entries() {
      return entries;
    },
    close({ sequence, afterId, lastId, previousHash, sealedAt }) {
      const head = ['audit-seal-1', sequence, afterId, lastId, entries, previousHash, sealedAt];
      return hash.update(JSON.stringify(head), 'utf8').digest('hex');
    },
  };
}
