/** The table of commits from CI: the primary key makes equal requests one. */
import type { Kysely, Selectable } from 'kysely';
import { createAuditTable } from '../audit/audit-table.ts';
import type { Dialect } from '../database/dialect.ts';
import { reachStore } from '../database/failures.ts';
import type { CommitTable, Database } from '../database/schema.ts';
import type { CommitKey, CommitRecord, CommitStore } from './store.ts';

/** How long a request is remembered, in milliseconds: a job on a runner of one's own may take five days. */
const memoryMs = 7 * 24 * 60 * 60 * 1_000;

function toRecord(row: Selectable<CommitTable>): CommitRecord {
  return {
    workspaceId: row.workspace_id,
    repositoryId: row.repository_id,
    digest: row.digest,
    job: row.job,
    branch: row.branch,
    base: row.base,
    prepared: row.prepared ?? undefined,
    sha: row.sha ?? undefined,
  };
}

export function createCommitTable(db: Kysely<Database>, dialect: Dialect): CommitStore {
  const keyed = ({ workspaceId, repositoryId, digest }: CommitKey) =>
    ({ workspace_id: workspaceId, repository_id: repositoryId, digest }) as const;

  async function find(connection: Kysely<Database>, key: CommitKey): Promise<CommitRecord | undefined> {
    const row = await connection
      .selectFrom('commits')
      .selectAll()
      .where((where) => where.and(keyed(key)))
      .executeTakeFirst();
    return row === undefined ? undefined : toRecord(row);
  }

  return {
    find: (key) => reachStore(() => find(db, key)),
    begin: (record) =>
      reachStore(async () => {
        const { job, branch, base } = record;
        const result = await db
          .insertInto('commits')
          .values({ ...keyed(record), job, branch, base, started_at: dialect.now })
          .onConflict((conflict) => conflict.columns(['workspace_id', 'repository_id', 'digest']).doNothing())
          .executeTakeFirst();
        const stored = await find(db, record);
        if (stored === undefined) throw new Error('a commit that was begun is not there');
        return { record: stored, isNew: result.numInsertedOrUpdatedRows === 1n };
      }),
    prepare: (key, sha) =>
      reachStore(async () => {
        await db
          .updateTable('commits')
          .set({ prepared: sha })
          .where((where) => where.and(keyed(key)))
          .execute();
      }),
    finish: (key, sha, describe) =>
      reachStore(() =>
        db.transaction().execute(async (trx) => {
          const result = await trx
            .updateTable('commits')
            .set({ sha, finished_at: dialect.now })
            .where((where) => where.and(keyed(key)))
            .where('sha', 'is', null)
            .executeTakeFirst();
          await createAuditTable(trx, dialect).append(describe(result.numUpdatedRows === 1n));
          return (await find(trx, key))?.sha ?? sha;
        }),
      ),
    latest: ({ workspaceId, repositoryId, job, branch }) =>
      reachStore(async () => {
        const row = await db
          .selectFrom('commits')
          .select('sha')
          .where((where) =>
            where.and({ workspace_id: workspaceId, repository_id: repositoryId, job, branch }),
          )
          .where('finished_at', 'is not', null)
          .orderBy('finished_at', 'desc')
          .executeTakeFirst();
        return row?.sha ?? undefined;
      }),
    forgetOld: () =>
      reachStore(async () => {
        const result = await db
          .deleteFrom('commits')
          .where('started_at', '<', (expression) => expression(dialect.now, '-', memoryMs))
          .executeTakeFirst();
        return Number(result.numDeletedRows);
      }),
  };
}
