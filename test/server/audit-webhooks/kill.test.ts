/** Servers that are killed after a destination took a batch and before they heard of it: nothing is lost, nothing comes out of order. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { migrateDatabase } from '../../../src/server/database/migrate.ts';
import { openDatabase } from '../../../src/server/database/open.ts';
import { patience } from '../../support/patience.ts';
import { createReplica } from '../../support/replica.ts';
import { createStore } from '../../support/store.ts';
import { createTestDatabase, describeEachStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';

const kills = 3;
const entriesPerKill = 4;
/** Processes start slowly where the machine is busy; in milliseconds. */
const timeout = patience(60_000);

interface Batch {
  readonly id: string;
  readonly events: readonly string[];
}

async function readBatch(request: IncomingMessage): Promise<Batch> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const events = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { id: string }[];
  return { id: String(request.headers['x-webhook-id']), events: events.map(({ id }) => id) };
}

/**
 * A destination that does not answer the first deliveries: `strike` comes instead, and the next delivery has its turn when it is over. A
 * sender that waits longer than it wants to sends again, so a second delivery can arrive while the first is still there.
 */
async function startReceiver(strike: () => Promise<void>) {
  const batches: Batch[] = [];
  const unanswered: Batch[] = [];
  let strikes = 0;
  let turn: Promise<void> = Promise.resolve();
  async function receive(batch: Batch, response: ServerResponse): Promise<void> {
    // Its sender is dead, or has given up.
    if (response.destroyed) return;
    if (strikes === kills) {
      unanswered.splice(unanswered.indexOf(batch), 1);
      response.writeHead(204).end();
      return;
    }
    strikes += 1;
    await strike();
    response.destroy();
  }
  const server = createServer((request, response) => {
    void readBatch(request).then(
      (batch) => {
        batches.push(batch);
        unanswered.push(batch);
        turn = turn.then(() => receive(batch, response));
        // The test fails with it.
        turn.catch(() => undefined);
      },
      () => undefined,
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    batches,
    /** Deliveries without an answer. */
    unanswered,
    strikes: () => strikes,
    /** Rejects when a strike failed. */
    settled: () => turn,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

describeEachStore('webhooks of servers that are killed', (engine) => {
  test(
    'bring every entry, in order, and the same batch again',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'webhooks-kill-'));
      const database = await createTestDatabase(engine);
      const opened = openDatabase(database.config);
      await migrateDatabase(opened.db, opened.dialect);
      const store = createStore(opened);
      // A new destination begins with what is not sealed yet. This one has all, also what the servers write as they start.
      await store.webhooks.add(['siem'], 0);
      let starting: Promise<unknown> = Promise.resolve();
      const start = () => {
        starting = Promise.all(replicas.map((replica) => replica.start()));
        return starting;
      };
      const receiver = await startReceiver(async () => {
        // The first that is up delivers at once, while another still starts.
        await starting;
        await Promise.all(replicas.map((replica) => replica.kill()));
        await append();
        // As if the lease of the dead one had run out.
        await opened.db.updateTable('work_entries').set({ due_at: 0 }).execute();
        await start();
      });
      const configFile = join(folder, 'atmos-pro.yaml');
      const document = {
        public_url: 'https://atmos-pro.test',
        listen: { port: 0 },
        workspaces: [{ id: 'ws_1', repositories: [] }],
        audit_webhooks: [{ name: 'siem', url: receiver.url, allow_private_network: true }],
        ...(database.config.kind === 'sqlite' ? { database: { path: database.config.path } } : {}),
      };
      writeFileSync(configFile, JSON.stringify(document));
      const environment = {
        PATH: process.env['PATH'] ?? '',
        ...(database.config.kind === 'postgres' ? { DATABASE_URL: database.config.url } : {}),
      };
      // The embedded database is for one process.
      const replicas = Array.from({ length: engine === 'postgres' ? 2 : 1 }, () =>
        createReplica(configFile, environment),
      );
      async function append(): Promise<void> {
        for (let count = 0; count < entriesPerKill; count += 1)
          await store.audit.append({
            event: 'token.mint',
            outcome: 'allowed',
            traceId: 'kill',
            details: {},
          });
      }
      const ids = async () => (await store.audit.list()).map(({ id }) => `aud_${id}`);
      const arrived = () => [...new Set(receiver.batches.flatMap(({ events }) => events))];
      const written = entriesPerKill * (kills + 1);
      try {
        // A server writes entries as it starts, which the first one may deliver before the other is up.
        await start();
        await append();
        for (let strike = 1; strike <= kills; strike += 1) {
          await until(() => receiver.strikes() >= strike, arrived);
          await receiver.settled();
        }
        await until(
          async () => arrived().length >= written && arrived().length >= (await ids()).length,
          arrived,
        );
        await receiver.settled();
        expect(arrived()).toEqual(await ids());
        // What was taken and not answered came again, as it was.
        expect(receiver.unanswered.length).toBeGreaterThanOrEqual(kills);
        for (const batch of receiver.unanswered) {
          const all = receiver.batches.filter(({ id }) => id === batch.id);
          expect(all.length).toBeGreaterThan(1);
          for (const each of all) expect(each).toEqual(batch);
        }
      } finally {
        await receiver.settled().catch(() => undefined);
        await Promise.all(replicas.map((replica) => replica.kill()));
        receiver.stop();
        await store.close();
        await database.dispose();
        rmSync(folder, { recursive: true, force: true });
      }
    },
    timeout,
  );
});
