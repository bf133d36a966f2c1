/** The database goes away under a running server. */
import { expect, test } from '@jest/globals';
import { exchange, idTokenOf, startTestServer } from '../support/server.ts';
import { createTestDatabase, describePostgres } from '../support/stores.ts';
import { startScene, workspaces } from './scene.ts';

describePostgres('without its database', () => {
  test('the server is alive, not ready, and answers 503 that says nothing was decided', async () => {
    const simulator = await startScene();
    const database = await createTestDatabase('postgres');
    const server = await startTestServer({ simulator, database: database.config, config: { workspaces } });
    try {
      expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
      await database.dispose();
      expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
      const ready = await fetch(`${server.url}/readyz`);
      expect(ready.status).toBe(503);
      expect(await ready.json()).toMatchObject({ success: false, status: 503, errorTag: 'Unavailable' });
      const answer = await exchange(server, await idTokenOf(simulator, 'plan'), 'ws_acme');
      expect(answer).toMatchObject({ status: 503, body: { errorTag: 'Unavailable' } });
      expect(answer.body.errorMessage).toContain('Nothing was decided');
    } finally {
      await server.stop();
      await simulator.stop();
    }
  });
});
