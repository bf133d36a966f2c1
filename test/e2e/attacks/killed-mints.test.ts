/** Servers that are killed while they mint, and lose answers besides: each token that GitHub minted is in the audit. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { StoredAuditEntry } from '../../../src/domain/audit/entry.ts';
import { listLiveTokens } from '../../../src/domain/sts/live-tokens.ts';
import { type OpenedDatabase, openDatabase } from '../../../src/server/database/open.ts';
import { source, startStsScene } from '../../server/sts/scene.ts';
import { accountForTokens, readWholeAudit } from '../../support/account-for-tokens.ts';
import { startDoomedServer } from '../../support/doomed-server.ts';
import { patience } from '../../support/patience.ts';
import { createStore } from '../../support/store.ts';
import { createTestDatabase, describeEachStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';

/** On each engine; `ATMOS_PRO_TEST_KILLS` changes it. */
const kills = Number(process.env['ATMOS_PRO_TEST_KILLS'] ?? 100);
const seed = Number(process.env['ATMOS_PRO_TEST_SEED'] ?? Date.now() % 1_000_000);
const mintRoute = 'apps/create-installation-access-token';
const sources = ['acme/b', 'platform/a'];

/** The servers store the tokens of jobs encrypted with it. */
const tokenKey = randomBytes(32).toString('base64');

/** SHA-256 of the tokens that jobs were to get, by the audit. */
function listIssued(entries: readonly StoredAuditEntry[]): readonly string[] {
  const mints = entries.filter(({ event, outcome }) => event === 'token.mint' && outcome === 'allowed');
  const now = mints.at(-1)?.at ?? 0;
  return mints.flatMap(({ details }) => listLiveTokens(details, now).map(({ sha256 }) => sha256)).toSorted();
}

async function listStored({ db }: OpenedDatabase): Promise<readonly string[]> {
  const rows = await db.selectFrom('sealed_tokens').select('sha256').execute();
  return rows.map(({ sha256 }) => sha256).toSorted();
}

/** Uniform in [0, 1), the same for the same seed (mulberry32). */
function createRandom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describeEachStore('servers that are killed while they mint', (engine) => {
  test(
    'killed at a random point: no token that GitHub minted lacks an audit entry',
    async () => {
      const database = await createTestDatabase(engine);
      const opened = openDatabase(database.config);
      const random = createRandom(seed);
      try {
        await using scene = await startStsScene({
          repositories: sources.map((name) => source(name)),
          server: { database: database.config, replicas: 1 },
        });
        const { simulator } = scene;
        // One for each, since a session gets at most 100 tokens.
        const sessions: string[] = [];
        for (let kill = 0; kill < kills; kill += 1) sessions.push(await scene.login());
        const { config } = scene.server;
        // From here on the killed ones are alone.
        await scene.server.stop();
        const ask = (url: string, session = '') =>
          fetch(`${url}/api/v1/sts`, {
            method: 'POST',
            headers: { authorization: `Bearer ${session}`, 'content-type': 'application/json' },
            body: JSON.stringify({ sources }),
          }).then(
            (answer) => answer.text(),
            () => '',
          );
        for (let kill = 0; kill < kills; kill += 1) {
          const server = await startDoomedServer(config, { tokenKey });
          simulator.faults.clear();
          if (random() < 0.5) {
            simulator.faults.add({
              route: mintRoute,
              fault: { kind: 'late', milliseconds: Math.floor(random() * 60) },
            });
          }
          if (random() < 0.4) {
            const skip = Math.floor(random() * 4);
            simulator.faults.add({ route: mintRoute, fault: { kind: 'cut-after' }, times: 1, skip });
          }
          const seen = simulator.journal.entries().length;
          // A server that is new to GitHub mints for itself first; one that is not, for jobs alone.
          const isWarm = random() < 0.6;
          const mint = () => ask(server.url, sessions[kill]);
          if (isWarm) await mint();
          const asked = [mint(), mint().then(mint)];
          if (!isWarm) await until(() => simulator.journal.entries().length > seen);
          await sleep(random() * 120);
          await server.end('SIGKILL');
          await Promise.all(asked);
        }
        simulator.faults.clear();
        const last = await startDoomedServer(config, { tokenKey });
        const open = () =>
          opened.db.selectFrom('work_entries').select('key').where('kind', '=', 'audit-intent').execute();
        await until(async () => (await open()).length === 0);
        await last.end('SIGTERM');
        const entries = await readWholeAudit(createStore(opened).audit);
        const { minted, named, mayExist, unrecorded } = accountForTokens(simulator.world, entries);
        const of = (cause: string) => mayExist.filter((each) => each === cause).length;
        process.stdout.write(
          `${engine}, seed ${seed}: ${kills} kills, ${minted} tokens minted, ${named} named, ${minted - named} covered by ${of('answer_lost')} lost answers and ${of('no_outcome')} intents without an outcome, ${unrecorded.length} unrecorded\n`,
        );
        expect({ seed, unrecorded }).toEqual({ seed, unrecorded: [] });
        // Stored with the entry or not at all.
        expect(await listStored(opened)).toEqual(listIssued(entries));
        // The kills and cuts did hit mints.
        expect(minted - named).toBeGreaterThan(kills / 20);
        expect(of('answer_lost')).toBeGreaterThan(0);
        expect(of('no_outcome')).toBeGreaterThan(0);
      } finally {
        await opened.db.destroy();
        await database.dispose();
      }
    },
    patience(300_000),
  );
});
