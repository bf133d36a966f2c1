/**
 * The port behind which the database sits. Two adapters, SQLite and PostgreSQL, keep one contract
 * (`test/server/database/contract.ts`). Times are integer milliseconds since the Unix epoch by the database's clock.
 *
 * Any method rejects with `REMOTE_STORE` when the database does not answer; nothing was written then, or it was
 * written and the answer got lost.
 */
import type { AuditEntry, StoredAuditEntry } from '../domain/audit/entry.ts';
import type { AuditFilter } from '../domain/audit/filter.ts';
import type { AuditPruning } from '../domain/audit/prune.ts';
import type { AuditSeals } from '../domain/audit/seal.ts';
import type { WebhookStates } from './audit-webhooks/state.ts';
import type { CommitStore } from './commits/store.ts';
import type { LockStore } from './locks/store.ts';
import type { AffectedStore } from './stacks/affected-store.ts';
import type { InstanceStore } from './stacks/instance-store.ts';
import type { UploadStore } from './stacks/uploads/store.ts';

interface IdTokenUse {
  readonly issuer: string;
  /** The `jti` claim. */
  readonly tokenId: string;
  /** The `exp` claim, in seconds. */
  readonly expiresAt: number;
}

/** A key pair that signs sessions; all replicas share it. */
export interface SigningKey {
  /** Its place in the order of keys, from 1. Of several replicas that add the same generation, one wins. */
  readonly generation: number;
  readonly keyId: string;
  /** Private key as a JWK in JSON. A secret. */
  readonly privateKey: string;
  readonly signsFrom: number;
  readonly signsUntil: number;
  /** Sessions that it signed are believed until then; afterwards the key is forgotten. */
  readonly verifiesUntil: number;
}

export interface ResolvedRepository {
  /** `owner/name` as the configuration spells it. */
  readonly name: string;
  readonly repositoryId: string;
  readonly ownerId: string;
  /** `owner/name` as GitHub spells it. */
  readonly canonicalName: string;
}

export interface Store {
  /** The database's clock, in milliseconds. */
  now(): Promise<number>;
  readonly audit: {
    append(entry: AuditEntry): Promise<void>;
    /** In the order of ids. */
    list(filter?: AuditFilter): Promise<StoredAuditEntry[]>;
  };
  readonly seals: AuditSeals;
  readonly pruning: AuditPruning;
  readonly idTokens: {
    /** Takes the token for good: exactly one of any number of calls, on any replica, gets `reserved`. */
    reserve(use: IdTokenUse): Promise<'reserved' | 'replayed'>;
    /** Forgets tokens that expired at least a day ago; returns how many. */
    forgetExpired(): Promise<number>;
  };
  readonly signingKeys: {
    /** Keys that still verify, newest generation first. */
    list(): Promise<SigningKey[]>;
    /** `exists` when another replica has added this generation before. */
    add(key: SigningKey): Promise<'added' | 'exists'>;
    /** Deletes keys that no longer verify; returns how many. */
    forgetExpired(): Promise<number>;
    /** Deletes the keys of generations before this one, whatever they still verify; returns how many. */
    retireBefore(generation: number): Promise<number>;
  };
  readonly repositories: {
    list(workspaceId: string): Promise<ResolvedRepository[]>;
    /**
     * Remembers what a name was resolved to. The first resolution stands: a later one for another `repositoryId`
     * changes nothing. Returns what is stored.
     */
    save(workspaceId: string, repository: ResolvedRepository): Promise<ResolvedRepository>;
  };
  readonly locks: LockStore;
  readonly webhooks: WebhookStates;
  readonly commits: CommitStore;
  readonly uploads: UploadStore;
  readonly affected: AffectedStore;
  readonly instances: InstanceStore;
  /** Resolves when the database answers. */
  ready(): Promise<void>;
  close(): Promise<void>;
}
