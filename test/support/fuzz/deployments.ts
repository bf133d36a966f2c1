/** Batches and deliveries that the fuzzer finds: some held, some failed. Their workflow does not exist, so whatever starts is refused. */

import { openDatabase } from '../../../src/server/database/open.ts';
import { packPayload } from '../../../src/server/github-events/payload.ts';
import type { TestDatabase } from '../database.ts';
import { commitSha, workspaceId } from './world.ts';

const repositoryId = '1001';
/** Of each kind: a release succeeds once, and a retry while nothing of the batch runs. */
const count = 12;
const workflows = JSON.stringify([{ file: 'missing.yaml', inputs: [] }]);

async function insertBatches({ db, dialect }: ReturnType<typeof openDatabase>): Promise<void> {
  for (let index = 0; index < count * 2; index += 1) {
    const isHeld = index % 2 === 0;
    const { id } = await db
      .insertInto('batches')
      .values({
        workspace_id: workspaceId,
        repository_id: repositoryId,
        event: 'release',
        activity: 'published',
        subject: `release/${index + 1}`,
        head_sha: commitSha,
        sha: commitSha,
        generation: 1,
        base_ref: null,
        state: isHeld ? 'held' : 'concluded',
        stopped: null,
        set_id: null,
        held_by: isHeld ? 'blast_radius' : null,
        reason: null,
        conclusion: isHeld ? null : 'failure',
        counts: JSON.stringify(isHeld ? { ready: 1 } : { refused: 1 }),
        has_owner_errors: 0,
        merged_at: null,
        deadline_at: null,
        created_at: dialect.now,
        updated_at: dialect.now,
        concluded_at: isHeld ? null : dialect.now,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await db
      .insertInto('batch_nodes')
      .values({
        batch_id: id,
        number: 0,
        stack: 'prod',
        component: 'vpc',
        kind: 'plan',
        is_transparent: 0,
        state: isHeld ? 'ready' : 'refused',
        reason: isHeld ? null : 'file_missing',
        detail: null,
        result: null,
        open_parents: 0,
        failed_parents: 0,
        attempt: 1,
        workflows,
        lock_path: null,
        waits_for: null,
        updated_at: dialect.now,
      })
      .execute();
  }
}

async function insertDeliveries({ db, dialect }: ReturnType<typeof openDatabase>): Promise<void> {
  const repository = { id: Number(repositoryId), full_name: 'acme/infra' };
  const payload = await packPayload(Buffer.from(JSON.stringify({ action: 'edited', repository })));
  for (let index = 0; index < count * 2; index += 1)
    await db
      .insertInto('deliveries')
      .values({
        guid: `00000000-0000-11f0-8000-${String(index).padStart(12, '0')}`,
        event: 'repository',
        action: 'edited',
        installation_id: null,
        repository_id: repositoryId,
        source: 'hook',
        state: 'failed',
        problem: 'GitHub did not answer.',
        payload,
        received_at: dialect.now,
        finished_at: dialect.now,
      })
      .execute();
}

/** After the repository is known to the server. Returns their ids, which are those of batches and of deliveries. */
export async function insertDeployments({
  config,
}: Pick<TestDatabase, 'config'>): Promise<readonly string[]> {
  const opened = openDatabase(config);
  try {
    await insertBatches(opened);
    await insertDeliveries(opened);
  } finally {
    await opened.db.destroy();
  }
  return Array.from({ length: count * 2 }, (_, index) => String(index + 1));
}
