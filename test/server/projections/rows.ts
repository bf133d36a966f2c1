/** Rows of batches and their deployments, as the core writes them. */
import type { OpenedDatabase } from '../../../src/server/database/open.ts';

export const workspaceId = 'ws_acme';
export const repositoryId = '1';
/** Number of the pull request. */
export const pull = 12;

export type BatchChanges = Partial<{
  subject: string;
  activity: string;
  event: string;
  sha: string;
  state: string;
  conclusion: string | null;
  reason: string | null;
  held_by: string | null;
  stopped: 'superseded' | 'withdrawn' | null;
  deadline_at: number | null;
  concluded_at: number | null;
  base_ref: string;
}>;

export type NodeChanges = Partial<{
  stack: string;
  component: string;
  kind: 'plan' | 'change';
  state: string;
  reason: string | null;
  result: string | null;
}>;

export async function insertBatch(
  { db, dialect }: OpenedDatabase,
  changes: BatchChanges & { readonly sha: string; readonly generation: number },
) {
  const { id } = await db
    .insertInto('batches')
    .values({
      workspace_id: workspaceId,
      repository_id: repositoryId,
      event: 'pull_request',
      activity: 'synchronize',
      subject: `pr/${pull}`,
      head_sha: changes.sha,
      base_ref: 'main',
      state: 'expected',
      stopped: null,
      set_id: null,
      held_by: null,
      reason: null,
      conclusion: null,
      counts: '{}',
      has_owner_errors: 0,
      merged_at: null,
      deadline_at: null,
      created_at: dialect.now,
      updated_at: dialect.now,
      concluded_at: null,
      ...changes,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return Number(id);
}

export async function setNodes(
  { db, dialect }: OpenedDatabase,
  batchId: number,
  nodes: readonly NodeChanges[],
): Promise<void> {
  await db.deleteFrom('batch_nodes').where('batch_id', '=', batchId).execute();
  const rows = nodes.map((node, number) => ({
    batch_id: batchId,
    number,
    stack: 'plat-dev',
    component: 'vpc',
    kind: 'plan' as const,
    is_transparent: 0,
    state: 'running',
    reason: null,
    detail: null,
    result: null,
    open_parents: 0,
    failed_parents: 0,
    attempt: 1,
    workflows: '[{}]',
    lock_path: null,
    waits_for: null,
    updated_at: dialect.now,
    ...node,
  }));
  if (rows.length > 0) await db.insertInto('batch_nodes').values(rows).execute();
  const counts: Record<string, number> = {};
  for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1;
  await db
    .updateTable('batches')
    .set({ counts: JSON.stringify(counts) })
    .where('id', '=', batchId)
    .execute();
}

export type PullChanges = Partial<{
  state: 'open' | 'closed' | 'merged';
  head_sha: string;
  base_ref: string;
  is_fork: number;
  author: string;
}>;

export async function insertPull({ db }: OpenedDatabase, changes: PullChanges = {}): Promise<void> {
  await db
    .insertInto('pull_requests')
    .values({
      repository_id: repositoryId,
      number: pull,
      workspace_id: workspaceId,
      state: 'open',
      head_sha: 'a'.repeat(40),
      head_ref: 'feature',
      base_ref: 'main',
      is_fork: 0,
      author: 'alice',
      merged_by: 'will',
      merged_at: null,
      merge_sha: null,
      github_updated_at: 0,
      pushes: '[]',
      approved_sha: null,
      ...changes,
    })
    .execute();
}

/** An upload that a batch is planned by. */
export async function insertSet({ db }: OpenedDatabase, batchId: number, headSha: string): Promise<void> {
  const counts = { affected: 1, nodes: 1, edges: 0, cycle_count: 0, cycles: '[]' };
  const { id } = await db
    .insertInto('affected_sets')
    .values({
      ...{ workspace_id: workspaceId, repository_id: repositoryId, head_sha: headSha, base_sha: headSha },
      ...{ origin: '[]', sequence: 1, state: 'current', uploader: '{}', uploaded_at: 0, ...counts },
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await db
    .insertInto('batch_sets')
    .values({ batch_id: batchId, workflow: 'affected.yaml', set_id: id })
    .execute();
}
