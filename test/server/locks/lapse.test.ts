/** Expired locks, over HTTP: recorded once, whatever notices it, and later whether the run was still live then. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LockKind } from '../../../src/domain/locks/lock.ts';
import { createAdminToken, hashAdminToken } from '../../../src/server/access/admin-token.ts';
import { createAuditIntents } from '../../../src/server/audit/intents.ts';
import { createAuditStores } from '../../../src/server/audit/store.ts';
import { createDatabaseProbe, type OpenedDatabase, openDatabase } from '../../../src/server/database/open.ts';
import { createLog, loggerPort } from '../../../src/server/http/logging.ts';
import { createLapseQuestions } from '../../../src/server/locks/lapses.ts';
import { createLockStore } from '../../../src/server/locks/open-store.ts';
import {
  askPauseMs,
  type ReconcilePorts,
  reconcileLocks,
  reconcilePauseMs,
} from '../../../src/server/locks/reconcile.ts';
import { createRepositories } from '../../../src/server/repositories/index.ts';
import { createRunStates } from '../../../src/server/repositories/run-states.ts';
import { serverClock, serverRandom } from '../../../src/server/system-ports.ts';
import { createShutdown } from '../../../src/server/work/shutdown.ts';
import { ageLocks } from '../../support/age-locks.ts';
import { startDoomedServer } from '../../support/doomed-server.ts';
import type { ApiAnswer } from '../../support/server.ts';
import { createTestDatabase, describeEachStore, type TestDatabase } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import { workOn } from '../../support/work-on.ts';
import { type LockScene, lockKey, lockOf, startLockScene } from './scene.ts';

const admin = createAdminToken();
const workflow = '.github/workflows/deploy.yml';
const jobs = ['live', 'ended-before', 'ended-after', 'slow', 'quiet', 'killed', 'rival'];
const runs = [
  ...jobs.map((name, index) => ({
    repository: 'acme/infra',
    id: 700 + index,
    workflow,
    jobs: [{ name }],
  })),
  { repository: 'acme/infra', id: 700, attempt: 2, workflow, jobs: [{ name: 'live again' }] },
];

describeEachStore('a lock that ran out', (engine) => {
  let database: TestDatabase;
  let scene: LockScene;
  let opened: readonly OpenedDatabase[] = [];
  /** Reconcilers that the tests let go, round by round. */
  let replicas: readonly (ReconcilePorts & { readonly own: OpenedDatabase })[] = [];
  let raw: OpenedDatabase['db'];
  let clockAhead = 0;
  const clock = { ...serverClock, now: () => serverClock.now() + clockAhead };
  /** That of a replica: with its own caches, and its own connections where there can be. */
  function createReconciler(own: OpenedDatabase): ReconcilePorts & { readonly own: OpenedDatabase } {
    const logger = loggerPort(createLog({ level: 'fatal' }));
    const measure = <Store extends object>(_: string | undefined, store: Store) => store;
    const { config } = scene.server;
    const tenant = createRepositories({
      config,
      database: own,
      measure,
      clock,
      random: serverRandom,
      logger,
      mintRecord: { ...createAuditIntents(own), append: createAuditStores(own).audit.append },
      shutdown: createShutdown(),
    });
    return {
      locks: createLockStore(own),
      runs: createRunStates({ ...tenant, clock, logger }),
      logger,
      own,
    };
  }
  beforeAll(async () => {
    database = await createTestDatabase(engine);
    // Its own reconciler is one of those that are checked.
    scene = await startLockScene({
      world: { runs },
      locks: { grace_seconds: 0 },
      database: database.config,
      replicas: 1,
      adminTokens: [{ name: 'alice', sha256: hashAdminToken(admin).toString('hex') }],
    });
    // The embedded database has one connection.
    if (engine === 'postgres') opened = [openDatabase(database.config), openDatabase(database.config)];
    replicas = [0, 1].map((index) => createReconciler(opened[index] ?? scene.server.database));
    raw = openDatabase(database.config).db;
  });
  afterAll(async () => {
    for (const { db } of opened) await db.destroy();
    await raw?.destroy();
    await scene?.[Symbol.asyncDispose]();
    await database?.dispose();
  });

  const lapseEntries = () => raw.updateTable('work_entries').where('kind', '=', 'lock-lapse');
  async function isAnyAskedAbout(): Promise<boolean> {
    const leased = raw.selectFrom('work_entries').where('kind', '=', 'lock-lapse').where('is_leased', '=', 1);
    return (await leased.select('id').executeTakeFirst()) !== undefined;
  }
  /** Rounds of all replicas, and every question that is due. */
  async function reconcile(): Promise<void> {
    await Promise.all(replicas.map((ports) => reconcileLocks(ports)));
    // The pause before the first question is over.
    await lapseEntries().set({ due_at: 0 }).where('lease', '=', 0).execute();
    await Promise.all(
      replicas.map(({ own, ...ports }) =>
        workOn(createLapseQuestions({ ...ports, probe: createDatabaseProbe(own) }), own),
      ),
    );
    // The server of the scene may have been first.
    await until(async () => !(await isAnyAskedAbout()));
  }
  /** What is on record about one grant, without its renewals. */
  async function recorded(id: string): Promise<string[]> {
    const entries = await scene.server.store.audit.list();
    return entries
      .filter(({ details }) => (details['lock'] as { id?: string } | undefined)?.id === id)
      .map(({ event }) => event);
  }
  async function lapse(job: string, path: string, kind: LockKind = 'run'): Promise<string> {
    const { id } = lockOf(await scene.take(job, path, { ttl: 60, properties: { kind } }));
    await ageLocks(database.config, 60, path);
    return id;
  }
  function endRun(job: string, completedAt: number): void {
    const run = scene.simulator.world.jobs.get(job)?.run;
    if (run === undefined) throw new Error(`no job ${job}`);
    run.conclusion = 'failure';
    run.completedAt = completedAt;
  }
  const live = ['lock.created', 'lock.expired', 'lock.expired_while_run_live'];
  const notLive = ['lock.created', 'lock.expired'];

  // Lock guarantee: short-ttl
  describe('is recorded once, and that its run was still live, when it is noticed by', () => {
    const noticing: readonly (readonly [name: string, notice: (path: string) => Promise<unknown>])[] = [
      ['a take of another run', (path) => scene.take('rival', path)],
      ['a take of its holder', (path) => scene.take('live', path)],
      ['a take of the next attempt', (path) => scene.take('live again', path)],
      [
        'a take of several keys',
        (path) =>
          scene.call('rival', 'POST', '/locks:acquire-many', { keys: [path, `${path}-2`].map(lockKey) }),
      ],
      ['its holder’s release', (path) => scene.release('live', path)],
      ['a stranger’s release', (path) => scene.release('rival', path)],
      ['the reconciler', async () => undefined],
    ];
    const noticed = new Map<string, readonly string[]>();
    const found = new Map<string, readonly string[]>();
    beforeAll(async () => {
      const pathOf = (name: string) => `noticed/${name.replaceAll(/\W/g, '-')}`;
      const ids = await Promise.all(
        noticing.map(async ([name]) => [name, await lapse('live', pathOf(name))] as const),
      );
      const idOf = new Map(ids);
      // Each one at once: the server of the scene asks about it some seconds later.
      for (const [name, notice] of noticing) {
        await notice(pathOf(name));
        noticed.set(name, await recorded(idOf.get(name) ?? ''));
      }
      await reconcile();
      await reconcile();
      for (const [name, id] of ids) found.set(name, await recorded(id));
    });
    test.each(noticing)('%s', (name) => {
      expect(noticed.get(name)).toEqual(name === 'the reconciler' ? ['lock.created'] : notLive);
      expect(found.get(name)).toEqual(live);
    });
  });

  test.each<[name: string, notice: (path: string) => Promise<ApiAnswer>, noticedBy: object]>([
    ['a take', (path) => scene.take('rival', path), { runId: '706' }],
    ['a release', (path) => scene.release('rival', path), { runId: '706' }],
    [
      'an admin’s release',
      async (path) => {
        const response = await fetch(`${scene.server.url}/api/v1/locks`, {
          method: 'DELETE',
          headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
          body: JSON.stringify({ key: lockKey(path), workspace: 'ws_1', force: true, reason: 'gone' }),
        });
        const text = await response.text();
        const body = JSON.parse(text) as ApiAnswer['body'];
        return { status: response.status, headers: response.headers, text, body };
      },
      { admin: 'alice' },
    ],
  ])('is about its holder’s run when %s notices, and says who did', async (name, notice, noticedBy) => {
    const path = `about/${name.replaceAll(/\W/g, '-')}`;
    const id = await lapse('live', path);
    const { body } = await notice(path);
    const [entry] = await scene.server.store.audit.list({ traceId: body.traceId ?? '' });
    expect(entry).toMatchObject({
      event: 'lock.expired',
      runId: '700',
      details: { lock: { id, holder: { runId: '700' } }, by: 'server', noticedBy },
    });
    expect(entry?.details).not.toHaveProperty('victim');
  });

  test('is meant to end, if it was a hold', async () => {
    const id = await lapse('live', 'hold/over', 'hold');
    await scene.take('rival', 'hold/over');
    await reconcile();
    expect(await recorded(id)).toEqual(notLive);
    expect(await scene.server.store.locks.measureOldestLapse()).toBe(0);
  });

  test('is not said to have been used after the end of its run', async () => {
    const id = await lapse('ended-before', 'over/before');
    endRun('ended-before', Date.now() - 60_000);
    await scene.take('rival', 'over/before');
    await reconcile();
    expect(await recorded(id)).toEqual(notLive);
    expect(await scene.server.store.locks.measureOldestLapse()).toBe(0);
  });

  test('is said to have been, when its run ended later and before GitHub was asked', async () => {
    const id = await lapse('ended-after', 'over/after');
    endRun('ended-after', Date.now() + 60_000);
    await scene.take('rival', 'over/after');
    await reconcile();
    expect(await recorded(id)).toEqual(live);
  });

  test('waits for GitHub, which no take does, and is asked about again', async () => {
    const rule = { route: 'actions/get-workflow-run-attempt', fault: { kind: 'status', status: 502 } };
    scene.simulator.faults.add(rule as never);
    const id = await lapse('slow', 'silent/github');
    expect(await scene.take('rival', 'silent/github')).toMatchObject({ status: 200 });
    await reconcile();
    expect(await recorded(id)).toEqual(notLive);
    scene.simulator.faults.clear();
    await reconcile();
    expect(await recorded(id)).toEqual(notLive);
    // The minute until its next turn is over, and cached states have expired.
    await lapseEntries().set({ due_at: 0 }).execute();
    clockAhead += 60_000;
    await reconcile();
    expect(await recorded(id)).toEqual(live);
  });

  test('before that, a silent run lock costs one question a minute, however many replicas look', async () => {
    const run = scene.simulator.world.jobs.get('quiet')?.run;
    const asked = () =>
      scene.simulator.journal
        .entries({ route: 'actions/get-workflow-run' })
        .filter(({ path }) => path.includes(`/${run?.id}`)).length;
    const look = async () => {
      await Promise.all(replicas.map((ports) => reconcileLocks({ ...ports, silentMs: 0 })));
      // The state of a run that one replica cached has expired by the next round.
      clockAhead += reconcilePauseMs;
    };
    await scene.take('quiet', 'quiet/vpc', { ttl: 3_600, properties: { kind: 'run', scope: 'run' } });
    for (let round = 0; round < 12; round += 1) await look();
    expect(asked()).toBe(1);
    await raw
      .updateTable('locks')
      .set(({ eb }) => ({ asked_at: eb('asked_at', '-', askPauseMs) }))
      .where('path', '=', 'quiet/vpc')
      .execute();
    await look();
    await look();
    expect(asked()).toBe(2);
    expect(await scene.take('rival', 'quiet/vpc')).toMatchObject({ status: 409 });
  });

  // Lock guarantee: server-killed
  test('is not forgotten by a server that was killed right after it noticed', async () => {
    const doomed = await startDoomedServer(scene.server.config);
    const id = await lapse('killed', 'kill/vpc');
    const headers = {
      authorization: `Bearer ${await scene.session('rival')}`,
      'content-type': 'application/json',
    };
    const body = JSON.stringify({ key: lockKey('kill/vpc'), ttl: 60 });
    const answer = await fetch(`${doomed.url}/api/v1/locks`, { method: 'POST', headers, body });
    await doomed.end('SIGKILL');
    expect(answer.status).toBe(200);
    expect(await recorded(id)).toEqual(notLive);
    await reconcile();
    expect(await recorded(id)).toEqual(live);
  });
});
