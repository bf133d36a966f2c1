/** A repository leaves the configuration while its check is open: the next server concludes it, and may do nothing else there. */
import { expect, test } from '@jest/globals';
import type { ServerConfigDocument } from '../../../src/schema/generated/server-config.cjs';
import { markReports } from '../../../src/server/projections/mark.ts';
import { createTestDatabase } from '../../support/database.ts';
import { startHookScene } from '../../support/hook-scene.ts';
import { startTestServer } from '../../support/server.ts';
import { describeEachStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import { insertBatch, pull, repositoryId, workspaceId } from './rows.ts';

type Workspaces = ServerConfigDocument['workspaces'];

const workspace = (id: string, name: string, number: number, more: object = {}): Workspaces => [
  { id, repositories: [{ name, id: number, ...more }] },
];

describeEachStore('the open check of a repository', (engine) => {
  test.each([
    { name: 'lost its deployments', workspaces: workspace(workspaceId, 'acme/infra', 1) },
    { name: 'is not in the configuration any more', workspaces: workspace(workspaceId, 'acme/other', 2) },
    { name: 'is in a workspace that is gone', workspaces: workspace('ws_other', 'acme/other', 2) },
  ])('that $name is concluded', async ({ workspaces }) => {
    const hooks = await startHookScene(() => ({
      repositories: [
        {
          name: 'acme/infra',
          id: 1,
          branches: { feature: { files: { 'main.tf': 'b\n' } } },
          people: { alice: 'admin' },
          pull_requests: [{ number: pull, head: 'feature', author: 'alice' }],
        },
        { name: 'acme/other', id: 2 },
      ],
    }));
    const database = await createTestDatabase(engine);
    const options = { simulator: hooks.simulator, database: database.config, replicas: 1 };
    const deployed = workspace(workspaceId, 'acme/infra', 1, { deployments: {} });
    const first = await startTestServer({ ...options, config: { workspaces: deployed } });
    const repository = hooks.simulator.world.repositories.get(1);
    const sha = repository?.git.readRef('refs/heads/feature') ?? '';
    const batchId = await insertBatch(first.database, { sha, generation: 1 });
    await first.database.db
      .transaction()
      .execute((trx) =>
        markReports(trx, first.database.dialect, { workspaceId, repositoryId, batchId, isDue: true }),
      );
    const isShown = async () => {
      const rows = await first.database.db.selectFrom('projections').select('remote_id').execute();
      return rows.length === 2 && rows.every(({ remote_id: id }) => id !== null);
    };
    await until(isShown);
    expect(repository?.checkRuns).toEqual([expect.objectContaining({ status: 'queued' })]);
    await first.stop();

    const second = await startTestServer({ ...options, config: { workspaces } });
    await second.database.db
      .updateTable('work_entries')
      .set({ due_at: 0 })
      .where('kind', '=', 'deployment-configuration')
      .execute();
    await until(() => repository?.checkRuns[0]?.status === 'completed');
    expect(repository?.checkRuns).toEqual([
      expect.objectContaining({
        conclusion: 'cancelled',
        output: expect.objectContaining({ title: expect.stringContaining('not enabled') }),
      }),
    ]);
    await until(() => repository?.comments[0]?.body.includes('not enabled') === true);
    const minted = await second.store.audit.list({ event: 'server_token.mint' });
    expect(
      minted.map(({ details }) => details).filter((details) => details['purpose'] === 'conclude'),
    ).toEqual([
      expect.objectContaining({
        tokens: [
          expect.objectContaining({
            repositoryIds: ['1'],
            permissions: { metadata: 'read', checks: 'write', pull_requests: 'write' },
          }),
        ],
      }),
    ]);
    await second.stop();
    await database.dispose();
    await hooks.stop();
  });
});
