/** The tables of affected sets. Nodes are written a page at a time into a set that is invisible until it is published. */
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Dialect } from '../database/dialect.ts';
import { reachStore } from '../database/failures.ts';
import type { Database } from '../database/schema.ts';
import { textRange } from '../database/text-range.ts';
import type { AffectedNodeTable, AffectedSetTable } from '../database/upload-schema.ts';
import {
  type AffectedSet,
  type AffectedStore,
  affectedLifeMs,
  maxNodePage,
  maxSetsPerHead,
  type StoredNode,
} from './affected-store.ts';
import { unfinishedLifeMs } from './uploads/store.ts';
import { finishWork } from './uploads/upload-lease.ts';

/** Most sets that are deleted in one round. */
const maxForgotten = 100;

function toSet(row: Selectable<AffectedSetTable>): AffectedSet {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    repositoryId: row.repository_id,
    headSha: row.head_sha,
    baseSha: row.base_sha,
    uploader: JSON.parse(row.uploader) as AffectedSet['uploader'],
    uploadedAt: row.uploaded_at,
    affected: row.affected,
    nodes: row.nodes,
    edges: row.edges,
    cycleCount: row.cycle_count,
    cycles: JSON.parse(row.cycles) as AffectedSet['cycles'],
  };
}

function toNode(row: Selectable<AffectedNodeTable>): StoredNode {
  return {
    number: row.number,
    stack: row.stack,
    component: row.component,
    affected: row.affected === 1,
    root: row.root === 1,
    deleted: row.deleted === 1,
    deletionType: row.deletion_type ?? undefined,
    pro: row.pro ?? undefined,
    dependents: JSON.parse(row.dependents) as number[],
  };
}

export function createAffectedTable(db: Kysely<Database>, dialect: Dialect): AffectedStore {
  return {
    begin: (set) =>
      reachStore(async () => {
        const row = await db
          .insertInto('affected_sets')
          .values({
            workspace_id: set.workspaceId,
            repository_id: set.repositoryId,
            head_sha: set.headSha,
            base_sha: set.baseSha,
            origin: set.origin,
            sequence: set.sequence,
            state: 'building',
            uploader: JSON.stringify(set.uploader),
            uploaded_at: set.uploadedAt,
            affected: set.affected,
            nodes: set.nodes,
            edges: set.edges,
            cycle_count: set.cycleCount,
            cycles: JSON.stringify(set.cycles),
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        return row.id;
      }),

    addNodes: (set, nodes) =>
      reachStore(async () => {
        const rows = nodes.map((node) => [
          node.number,
          node.stack,
          node.component,
          Number(node.affected),
          Number(node.root),
          Number(node.deleted),
          node.deletionType ?? null,
          node.pro ?? null,
          JSON.stringify(node.dependents),
        ]);
        await sql`insert into affected_nodes
            (set_id, number, stack, component, affected, root, deleted, deletion_type, pro, dependents)
          select cast(${set} as ${sql.raw(dialect.bigint)}), cast(value ->> 0 as ${sql.raw(dialect.bigint)}), value ->> 1, value ->> 2,
            cast(value ->> 3 as integer), cast(value ->> 4 as integer), cast(value ->> 5 as integer),
            value ->> 6, value ->> 7, value ->> 8
          from ${dialect.elementsOf(JSON.stringify(rows))}`.execute(db);
      }),

    publish: (set, work, entry) =>
      reachStore(() =>
        db.transaction().execute(async (trx) => {
          await finishWork(trx, work, entry, dialect);
          const { origin, head_sha: head } = await trx
            .selectFrom('affected_sets')
            .select(['origin', 'head_sha'])
            .where('id', '=', set)
            .executeTakeFirstOrThrow();
          await trx
            .updateTable('affected_sets')
            .set({ state: 'replaced' })
            .where('workspace_id', '=', work.workspaceId)
            .where('repository_id', '=', work.repositoryId)
            .where('head_sha', '=', head)
            .where('origin', '=', origin)
            .where('state', '=', 'current')
            .execute();
          await trx.updateTable('affected_sets').set({ state: 'current' }).where('id', '=', set).execute();
        }),
      ),

    listSets: ({ workspaceId, repositoryId, headSha }) =>
      reachStore(async () => {
        let query = db
          .selectFrom('affected_sets')
          .selectAll()
          .where('workspace_id', '=', workspaceId)
          .where('head_sha', '=', headSha)
          .where('state', '=', 'current');
        if (repositoryId !== undefined) query = query.where('repository_id', '=', repositoryId);
        const rows = await query.orderBy('id', 'desc').limit(maxSetsPerHead).execute();
        return rows.map(toSet);
      }),

    listNodes: ({ set, after, affected, prefix, limit }) =>
      reachStore(async () => {
        let query = db.selectFrom('affected_nodes').selectAll().where('set_id', '=', set);
        if (after !== undefined) query = query.where('number', '>', after);
        if (affected !== undefined) query = query.where('affected', '=', Number(affected));
        if (prefix !== undefined) query = query.where(textRange('stack', prefix));
        const rows = await query.orderBy('number').limit(Math.min(limit, maxNodePage)).execute();
        return rows.map(toNode);
      }),

    forgetExpired: () =>
      reachStore(async () => {
        const now = await db.selectNoFrom(dialect.now.as('now')).executeTakeFirstOrThrow();
        const expired = await db
          .selectFrom('affected_sets')
          .select('id')
          .where((where) =>
            where.or([
              where('state', '=', 'replaced'),
              where.and([
                where('state', '=', 'building'),
                where('uploaded_at', '<=', now.now - unfinishedLifeMs),
              ]),
              where('uploaded_at', '<=', now.now - affectedLifeMs),
            ]),
          )
          .limit(maxForgotten)
          .execute();
        for (const { id } of expired) {
          // Nodes first: a set without all of its nodes is found again, nodes without a set are not.
          await db.deleteFrom('affected_nodes').where('set_id', '=', id).execute();
          await db.deleteFrom('affected_sets').where('id', '=', id).execute();
        }
        return expired.length;
      }),
  };
}
