/** The table of encrypted tokens. Times are the database's. */
import type { Kysely, Selectable } from 'kysely';
import type { AuditEntry } from '../../../domain/audit/entry.ts';
import { appendAuditEntry } from '../../audit/audit-table.ts';
import type { Dialect } from '../../database/dialect.ts';
import { reachStore } from '../../database/failures.ts';
import type { OpenedDatabase } from '../../database/open.ts';
import type { Database } from '../../database/schema.ts';
import type { SealedIdentity } from './seal-token.ts';

/** Most tokens that one statement names: databases bound its parameters. */
const maxNamed = 1_000;

export interface SealedRow extends SealedIdentity {
  readonly keyId: string;
  /** `undefined`: the token has ended. */
  readonly sealed: string | undefined;
  readonly endedAt: number | undefined;
}

/** What a list of tokens says of each. */
export type SealedState = Pick<SealedRow, 'keyId' | 'endedAt'>;

/** Every method rejects with `REMOTE_STORE` in an outage. */
export interface SealedTokenStore {
  /** Of a token that has not expired. */
  find(token: { readonly workspaceId: string; readonly sha256: string }): Promise<SealedRow | undefined>;
  /** By SHA-256, of those that are stored. */
  readStates(workspaceId: string, sha256s: readonly string[]): Promise<ReadonlyMap<string, SealedState>>;
  /** Removes the ciphertexts of tokens that are no longer valid. `entry` is appended if one of them was there, in the same transaction. */
  end(sha256s: readonly string[], entry?: AuditEntry | undefined): Promise<boolean>;
  forgetExpired(): Promise<number>;
}

export type NewSealedRow = Omit<SealedRow, 'sealed' | 'endedAt'> & { readonly sealed: string };

/** Inside the transaction that records the mint. */
export async function insertSealedTokens(
  trx: Kysely<Database>,
  rows: readonly NewSealedRow[],
): Promise<void> {
  await trx
    .insertInto('sealed_tokens')
    .values(
      rows.map(({ sha256, workspaceId, about, keyId, sealed, expiresAt }) => ({
        ...{ sha256, about, sealed },
        workspace_id: workspaceId,
        key_id: keyId,
        expires_at: expiresAt,
        ended_at: null,
      })),
    )
    .execute();
}

function toRow(row: Selectable<Database['sealed_tokens']>): SealedRow {
  return {
    sha256: row.sha256,
    workspaceId: row.workspace_id,
    about: row.about,
    keyId: row.key_id,
    sealed: row.sealed ?? undefined,
    expiresAt: row.expires_at,
    endedAt: row.ended_at ?? undefined,
  };
}

async function endTokens(
  { db, dialect }: OpenedDatabase,
  sha256s: readonly string[],
  entry: AuditEntry | undefined,
): Promise<boolean> {
  if (sha256s.length === 0) return false;
  return db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('sealed_tokens')
      .set({ sealed: null, ended_at: dialect.now })
      .where('sha256', 'in', [...sha256s])
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    if (entry !== undefined) await appendAuditEntry(trx, dialect, entry);
    return true;
  });
}

async function readStates(
  db: Kysely<Database>,
  workspaceId: string,
  sha256s: readonly string[],
): Promise<ReadonlyMap<string, SealedState>> {
  const states = new Map<string, SealedState>();
  for (let start = 0; start < sha256s.length; start += maxNamed) {
    const rows = await db
      .selectFrom('sealed_tokens')
      .select(['sha256', 'key_id', 'ended_at'])
      .where('workspace_id', '=', workspaceId)
      .where('sha256', 'in', sha256s.slice(start, start + maxNamed))
      .execute();
    for (const row of rows) states.set(row.sha256, { keyId: row.key_id, endedAt: row.ended_at ?? undefined });
  }
  return states;
}

async function forgetExpired(db: Kysely<Database>, dialect: Dialect): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('sealed_tokens')
    .where('expires_at', '<=', dialect.now)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

export function createSealedTokenStore(database: OpenedDatabase): SealedTokenStore {
  const { db, dialect } = database;
  return {
    find: ({ workspaceId, sha256 }) =>
      reachStore(async () => {
        const row = await db
          .selectFrom('sealed_tokens')
          .selectAll()
          .where('sha256', '=', sha256)
          .where('workspace_id', '=', workspaceId)
          .where('expires_at', '>', dialect.now)
          .executeTakeFirst();
        return row && toRow(row);
      }),
    readStates: (workspaceId, sha256s) => reachStore(() => readStates(db, workspaceId, sha256s)),
    end: (sha256s, entry) => reachStore(() => endTokens(database, sha256s, entry)),
    forgetExpired: () => reachStore(() => forgetExpired(db, dialect)),
  };
}
