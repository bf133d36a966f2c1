/** Any page of 100,000 instances and of 100,000 audit entries, over HTTP: filters that match much, little and nothing, at the start and deep in the list. */
import { type Kysely, sql } from 'kysely';
import type { Database } from '../../src/server/database/schema.ts';
import { writeCursor } from '../../src/server/http/cursor.ts';
import { serverClock } from '../../src/server/system-ports.ts';
import { insertInstances } from '../../test/support/drift-rows.ts';
import { type PageBrowser, startPageScene } from '../../test/support/page-scene.ts';
import type { StoreEngine } from '../../test/support/stores.ts';
import type { Section } from '../section.ts';
import { summarize } from '../statistics.ts';

const count = 100_000;
const repetitions = 200;
/** Requests for each page before those that count: the first ones open connections, and fill caches. */
const warmUps = 5;
const perInsert = 2_000;
const minuteMs = 60_000;
const statuses = ['in_sync', 'in_sync', 'in_sync', 'in_sync', 'drifted', 'error', 'unknown'] as const;

async function fillInstances(db: Kysely<Database>): Promise<void> {
  for (let start = 0; start < count; start += perInsert) {
    await insertInstances(
      db,
      Array.from({ length: perInsert }, (_, offset) => {
        const number = start + offset;
        const status = statuses[number % statuses.length] ?? 'unknown';
        return { stack: `plat-ue2-${number % 1_000}`, component: `component-${number}`, status };
      }),
    );
  }
}

/** Entries of jobs, as busy repositories leave them; the oldest is the only one of its kind. */
async function fillAudit(db: Kysely<Database>): Promise<void> {
  const details = JSON.stringify({
    lock: { path: 'prod/vpc', message: 'x'.repeat(400) },
    claims: { run_id: '1' },
  });
  for (let start = 0; start < count; start += perInsert / 4) {
    const rows = Array.from({ length: perInsert / 4 }, (_, offset) => {
      const number = start + offset;
      return {
        ...{ at: 1_700_000_000_000 + number, event: number === 0 ? 'commit.created' : 'lock.created' },
        ...{ outcome: number === 0 ? ('denied' as const) : ('allowed' as const), workspace_id: 'ws_acme' },
        ...{ repository_id: number === 0 ? '1002' : '1001', repository: 'acme/infra' },
        ...{
          actor: number === 0 ? 'rare' : `actor-${number % 50}`,
          run_id: String(17_000_000_000 + (number >> 3)),
        },
        ...{ trace_id: `trace-${number}`, details },
      };
    });
    await db.insertInto('audit_entries').values(rows).execute();
  }
}

const deep = writeCursor(['1001', 'plat-ue2-777', 'component-50777', 'terraform']);
const instances = '/w/ws_acme/instances';
const audit = '/w/ws_acme/audit';
const pages: readonly (readonly [name: string, path: string])[] = [
  ['instances', instances],
  ['instances, deep', `${instances}?after=${deep}`],
  ['instances, deep, backward', `${instances}?before=${deep}`],
  ['instances, drifted', `${instances}?state=drifted`],
  ['instances, orphaned: none', `${instances}?state=orphaned`],
  ['instances, a stack', `${instances}?stack=plat-ue2-999`],
  ['instances, part of a name: none', `${instances}?component=nothing`],
  ['audit', audit],
  ['audit, deep', `${audit}?before=30000`],
  ['audit, a rare event', `${audit}?event=commit.*`],
  ['audit, a rare actor', `${audit}?actor=rare`],
  ['audit, a rare outcome', `${audit}?outcome=denied&actor=actor-7`],
  ['audit, a rare repository', `${audit}?repository=acme/modules`],
  ['audit, a run', `${audit}?run=17000000001`],
  ['audit, a time', `${audit}?to=2023-11-14T22:13:21Z`],
  ['a lock without an entry', '/w/ws_acme/locks/1001/rare/lock'],
];

/** In milliseconds. */
async function timePage(browser: PageBrowser, path: string): Promise<number> {
  const before = performance.now();
  const answer = await browser.get(path);
  const text = await answer.text();
  const taken = performance.now() - before;
  if (answer.status !== 200) throw new Error(text);
  return taken;
}

async function measurePage(browser: PageBrowser, path: string) {
  for (let round = 0; round < warmUps; round += 1) await timePage(browser, path);
  const sample: number[] = [];
  const start = process.cpuUsage();
  for (let round = 0; round < repetitions; round += 1) sample.push(await timePage(browser, path));
  const { user, system } = process.cpuUsage(start);
  return { ...summarize(sample), processor: (user + system) / 1_000 / repetitions };
}

async function measureOn(engine: StoreEngine) {
  let aheadMs = 0;
  const clock = { ...serverClock, now: () => serverClock.now() + aheadMs };
  await using scene = await startPageScene({ store: engine, replicas: 1, clock });
  const { db } = scene.server.database;
  await fillInstances(db);
  await fillAudit(db);
  await scene.takeLocks(['rare/lock']);
  // As the database does by itself after a while.
  if (engine === 'postgres') {
    await sql`vacuum analyze`.execute(db);
    // Else what was just loaded is written during the first page.
    await sql`checkpoint`.execute(db);
  }
  const browser = await scene.signIn('mona');
  const rows = [];
  for (const [name, path] of pages) {
    // The limit of pages that a person may open in a minute is not what is measured.
    aheadMs += minuteMs;
    rows.push({ name, ...(await measurePage(browser, path)) });
  }
  return { engine, rows };
}

export const listPages: Section = {
  name: 'list-pages',
  async measure() {
    const measured = [await measureOn('sqlite'), await measureOn('postgres')];
    return {
      title: `A page of ${count} instances and of ${count} audit entries`,
      method: `${repetitions} requests for each page, one after the other, after ${warmUps} that do not count, server and client in one process, with the time that the client takes. On PostgreSQL, \`vacuum analyze\` and a checkpoint follow the load. The processor time is that of both, without PostgreSQL.`,
      rows: measured.flatMap(({ engine, rows }) =>
        rows.map(({ name, median, p99, processor }) => ({
          store: engine,
          page: name,
          'median, ms': median.toFixed(1),
          'p99, ms': p99.toFixed(1),
          'processor, ms': processor.toFixed(1),
        })),
      ),
      targets: measured.flatMap(({ engine, rows }) =>
        rows.map(({ name, p99 }) => ({
          what: `${engine}, ${name}, p99`,
          limit: 50,
          measured: p99,
          unit: 'ms',
        })),
      ),
    };
  },
};
