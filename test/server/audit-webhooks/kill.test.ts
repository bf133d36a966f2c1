/** Servers that are killed after a destination took a batch and before they heard of it: nothing is lost, nothing comes out of order. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { migrateDatabase } from '../../../src/server/database/migrate.ts';
import { openDatabase } from '../../../src/server/database/open.ts';
import { patience } from '../../support/patience.ts';
import { createReplica } from '../../support/replica.ts';
import { createStore } from '../../support/store.ts';
import { createTestDatabase, describeEachStore } from '../../support/stores.ts';

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

describeEachStore('webhooks of servers that are killed', (engine) => {
  test(
    'bring every entry, in order, and the same batch again',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'webhooks-kill-'));
      const database = await createTestDatabase(engine);
      const opened = openDatabase(database.config);
      await migrateDatabase(opened.db, opened.dialect);
      const store = createStore(opened);
      const batches: Batch[] = [];
      const struck: string[] = [];
      let starting: Promise<unknown> = Promise.resolve();
      const receiver = createServer((request, response) => {
        void readBatch(request).then(async (batch) => {
          batches.push(batch);
          if (struck.length === kills) {
            response.writeHead(204).end();
            return;
          }
          struck.push(batch.id);
          // The first that is up delivers at once, while another still starts.
          await starting;
          await Promise.all(replicas.map((replica) => replica.kill()));
          response.destroy();
          await append();
          // As if the lease of the dead one had run out.
          await opened.db.updateTable('work_entries').set({ due_at: 0 }).execute();
          starting = Promise.all(replicas.map((replica) => replica.start()));
          await starting;
        });
      }).listen(0, '127.0.0.1');
      await once(receiver, 'listening');
      const { port } = receiver.address() as AddressInfo;
      const configFile = join(folder, 'atmos-pro.yaml');
      const document = {
        public_url: 'https://atmos-pro.test',
        listen: { port: 0 },
        workspaces: [{ id: 'ws_1', repositories: [] }],
        audit_webhooks: [{ name: 'siem', url: `http://127.0.0.1:${port}`, allow_private_network: true }],
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
      try {
        // A server writes entries as it starts, which the first one may deliver before the other is up.
        starting = Promise.all(replicas.map((replica) => replica.start()));
        await starting;
        await append();
        const ids = async () => (await store.audit.list()).map(({ id }) => `aud_${id}`);
        const arrived = () => [...new Set(batches.flatMap(({ events }) => events))];
        const written = entriesPerKill * (kills + 1);
        while (arrived().length < written || arrived().length < (await ids()).length) await sleep(100);
        expect(arrived()).toEqual(await ids());
        expect(struck).toHaveLength(kills);
        // What was taken and not answered came again, as it was.
        for (const id of struck) {
          const [first, ...again] = batches.filter((batch) => batch.id === id);
          expect(again.length).toBeGreaterThan(0);
          for (const batch of again) expect(batch).toEqual(first);
        }
      } finally {
        await Promise.all(replicas.map((replica) => replica.kill()));
        receiver.closeAllConnections();
        receiver.close();
        await store.close();
        await database.dispose();
        rmSync(folder, { recursive: true, force: true });
      }
    },
    timeout,
  );
});
