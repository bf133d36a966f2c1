/** The whole server: what is marked in its database is shown on GitHub, and what a person does there comes back by the webhook. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sign } from '@octokit/webhooks-methods';
import { markReports } from '../../../src/server/projections/mark.ts';
import { type HookScene, startHookScene } from '../../support/hook-scene.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { until } from '../../support/until.ts';
import { insertBatch, pull, repositoryId, setNodes, workspaceId } from './rows.ts';

const secret = 'a'.repeat(32);

let hooks: HookScene;
let server: TestServer;

beforeAll(async () => {
  hooks = await startHookScene(() => ({
    repositories: [
      {
        name: 'acme/infra',
        id: 1,
        files: { 'main.tf': 'a\n' },
        branches: { feature: { files: { 'main.tf': 'b\n' } } },
        people: { alice: 'admin', will: 'write' },
        pull_requests: [{ number: pull, head: 'feature', author: 'alice' }],
      },
    ],
    installations: [{ id: 7, app: 'atmos-pro', account: 'acme' }],
  }));
  server = await startTestServer({
    simulator: hooks.simulator,
    config: {
      workspaces: [{ id: workspaceId, repositories: [{ name: 'acme/infra', id: 1, deployments: {} }] }],
    },
    environment: { ATMOS_PRO_GITHUB_WEBHOOK_SECRET: secret },
  });
});
afterAll(async () => {
  await server.stop();
  await hooks.stop();
});

/** Hands on what GitHub delivers, signed as this server expects it. */
async function forward(event: string): Promise<void> {
  for (const { headers, raw } of await hooks.take(event)) {
    const signature = await sign(secret, raw);
    const kept = Object.entries(headers).filter(([name]) => name.startsWith('x-github-'));
    const response = await fetch(`${server.url}/webhooks/github`, {
      method: 'POST',
      headers: [...kept, ['content-type', 'application/json'], ['x-hub-signature-256', signature]],
      body: raw,
    });
    expect(response.status).toBe(202);
  }
}

test('shows a batch that failed, and puts a box right that a person ticked', async () => {
  const { database } = server;
  const repository = hooks.simulator.world.repositories.get(1);
  const sha = repository?.git.readRef('refs/heads/feature') ?? '';
  const batchId = await insertBatch(database, {
    sha,
    generation: 1,
    state: 'concluded',
    conclusion: 'failure',
  });
  await setNodes(database, batchId, [{ state: 'failed', reason: 'run' }]);
  await database.db
    .transaction()
    .execute((trx) =>
      markReports(trx, database.dialect, { workspaceId, repositoryId, batchId, isDue: true }),
    );
  await until(() => repository?.comments.length === 1);
  expect(repository?.checkRuns).toEqual([
    expect.objectContaining({ name: 'Atmos Pro', headSha: sha, conclusion: 'failure' }),
  ]);
  const [comment] = repository?.comments ?? [];
  await until(async () => {
    const rows = await database.db.selectFrom('projections').selectAll().execute();
    return rows.every((row) => row.remote_id !== null);
  });
  await hooks.act({ as: 'will', do: 'tick', comment: comment?.id, box: 'do retry' });
  expect(comment?.body).toContain('- [x] Retry');
  await forward('issue_comment');
  await until(() => comment?.body.includes('[x]') === false);
  expect(repository?.comments).toHaveLength(1);
});
