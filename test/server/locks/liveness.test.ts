/** What a lock's fate owes to its holder's run: contested releases, force, and the reconciler. */
import { describe, expect, test } from '@jest/globals';
import type { LockRecord } from '../../../src/domain/locks/lock.ts';
import type { RunState } from '../../../src/domain/locks/release.ts';
import { sayGuarded } from '../../../src/domain/locks/words.ts';
import { createLog, loggerPort } from '../../../src/server/http/logging.ts';
import { watchClock } from '../../../src/server/locks/clock-watch.ts';
import { createLapseQuestions } from '../../../src/server/locks/lapses.ts';
import { reconcileLocks } from '../../../src/server/locks/reconcile.ts';
import type { RunStates } from '../../../src/server/repositories/run-states.ts';
import { ageLocks } from '../../support/age-locks.ts';
import { workOn } from '../../support/work-on.ts';
import { type LockScene, lockKey, lockOf, startLockScene } from './scene.ts';

const force = [{ permission: 'ws:locks:force' as const, workflow: 'deploy.yml' }];

function asked(scene: LockScene): number {
  return scene.simulator.journal.entries({ route: 'actions/get-workflow-run' }).length;
}

async function recordOf({ server }: LockScene, path: string): Promise<LockRecord> {
  const { records } = await server.store.locks.list({ workspaceId: 'ws_1', prefix: path });
  return records[0] as LockRecord;
}

describe('a release by another run', () => {
  // Lock guarantee: own-release
  test('is refused while the holder’s run is live, names that run, and frees nothing', async () => {
    await using scene = await startLockScene();
    const lock = lockOf(await scene.take('rival', 'prod/vpc'));
    const answer = await scene.release('deploy', 'prod/vpc');
    expect(answer).toMatchObject({ status: 409, body: { errorTag: 'LockHeld' } });
    expect(answer.body['context']).toMatchObject({ lock_id: lock.id, run_url: lock.holder.runUrl });
    expect(answer.body.errorMessage).toBe(
      sayGuarded(await recordOf(scene, 'prod/vpc'), lockKey('prod/vpc'), 'live'),
    );
    expect(await scene.audited(answer.body.traceId)).toEqual(['lock.denied']);
    expect(lockOf(await scene.call('deploy', 'GET', `/locks/${lock.id}`)).held).toBe(true);
  });

  test('is allowed once that run is over, and on record with both identities', async () => {
    await using scene = await startLockScene();
    await scene.take('rival', 'prod/vpc');
    scene.finishRun(502);
    const answer = await scene.release('deploy', 'prod/vpc');
    expect(lockOf(answer)).toMatchObject({ held: false, endedBy: 'run_over' });
    const [entry] = await scene.server.store.audit.list({ traceId: answer.body.traceId ?? '' });
    expect(entry).toMatchObject({
      event: 'lock.released',
      runId: '501',
      details: { how: 'run_over', by: { runId: '501' }, lock: { holder: { runId: '502' } } },
    });
  });

  test('is allowed once a newer attempt of that run exists', async () => {
    await using scene = await startLockScene();
    await scene.take('deploy', 'prod/vpc');
    expect(await scene.release('rival', 'prod/vpc')).toMatchObject({ status: 200 });
  });

  test.each([
    ['answers 500', { kind: 'status', status: 500 }],
    ['cuts the connection', { kind: 'cut-before' }],
    // Lock guarantee: github-unreachable
  ])('is refused when GitHub %s: unknown counts as live', async (_name, fault) => {
    await using scene = await startLockScene();
    await scene.take('rival', 'prod/vpc');
    scene.finishRun(502);
    scene.simulator.faults.add({ route: 'actions/get-workflow-run', fault } as never);
    const answer = await scene.release('deploy', 'prod/vpc');
    expect(answer).toMatchObject({ status: 409, body: { errorTag: 'LockHeld' } });
    const record = await recordOf(scene, 'prod/vpc');
    expect(answer.body.errorMessage).toBe(sayGuarded(record, lockKey('prod/vpc'), 'unknown'));
    expect(answer.body['context']).toMatchObject({ lock_id: record.id, run_url: record.holder.runUrl });
    expect(record.ended).toBeUndefined();
  });

  test('is refused when the App lacks `actions: read`', async () => {
    await using scene = await startLockScene({
      world: {
        installations: [
          { app: 'atmos-pro', account: 'acme', permissions: { contents: 'read', metadata: 'read' } },
        ],
      },
    });
    await scene.take('rival', 'prod/vpc');
    scene.finishRun(502);
    expect(await scene.release('deploy', 'prod/vpc')).toMatchObject({ status: 409 });
  });

  test('asks GitHub once for many releases at once', async () => {
    // Each replica asks for itself.
    await using scene = await startLockScene({ replicas: 1 });
    await scene.take('rival', 'prod/vpc');
    await scene.session('deploy');
    await Promise.all(Array.from({ length: 10 }, () => scene.release('deploy', 'prod/vpc')));
    expect(asked(scene)).toBe(1);
  });

  test('is open at any time in a workspace that says so, as a forced one', async () => {
    await using scene = await startLockScene({ locks: { release: 'open' } });
    await scene.take('rival', 'prod/vpc');
    const answer = await scene.release('deploy', 'prod/vpc');
    expect(answer.status).toBe(200);
    expect(await scene.audited(answer.body.traceId)).toEqual(['lock.force_released']);
    expect(asked(scene)).toBe(0);
  });
});

describe('force', () => {
  test('needs its own permission and a reason', async () => {
    await using scene = await startLockScene();
    await scene.take('rival', 'prod/vpc');
    const refused = await scene.release('deploy', 'prod/vpc', { force: true, reason: 'gone' });
    expect(refused).toMatchObject({ status: 403, body: { errorTag: 'PermissionMissing' } });
    expect(refused.body.errorMessage).toContain('ws:locks:force');
  });

  // Lock guarantee: forced
  test('frees a live run’s lock and names the victim on record', async () => {
    await using scene = await startLockScene({ permissions: force });
    const lock = lockOf(await scene.take('rival', 'prod/vpc'));
    expect(await scene.release('deploy', 'prod/vpc', { force: true })).toMatchObject({ status: 400 });
    const answer = await scene.release('deploy', 'prod/vpc', { force: true, reason: 'the runner is gone' });
    expect(lockOf(answer)).toMatchObject({ endedBy: 'forced' });
    const [entry] = await scene.server.store.audit.list({ traceId: answer.body.traceId ?? '' });
    expect(entry).toMatchObject({
      event: 'lock.force_released',
      details: { reason: 'the runner is gone', victim: { id: lock.id, holder: { runId: '502' } } },
    });
    expect(await scene.release('rival', 'prod/vpc')).toMatchObject({
      status: 404,
      body: { errorMessage: expect.stringContaining('forced') },
    });
  });
});

describe('the reconciler', () => {
  const logger = loggerPort(createLog({ level: 'fatal' }));
  const steady = {
    logger,
  };
  const saying = (state: RunState): RunStates => ({
    ask: async () => state,
    askAbout: async () => state,
    askCalmly: async () => state,
  });

  test.each([
    ['run over', 'over', []],
    ['run live', 'live', ['lock.expired_while_run_live']],
    ['GitHub silent', 'unknown', []],
  ] as const)('puts on record once what ran out: %s', async (_name, state, more) => {
    await using scene = await startLockScene();
    const { store } = scene.server;
    const { id } = lockOf(await scene.take('deploy', 'prod/vpc', { ttl: 60, properties: { kind: 'run' } }));
    await ageLocks(scene.server.config.database, 60, 'prod/vpc');
    const ports = { locks: store.locks, runs: saying(state), ...steady };
    await Promise.all([reconcileLocks(ports), reconcileLocks(ports)]);
    await reconcileLocks(ports);
    const { database } = scene.server;
    await database.db
      .updateTable('work_entries')
      .set({ due_at: 0 })
      .where('kind', '=', 'lock-lapse')
      .execute();
    const kind = createLapseQuestions({ ...ports, probe: store });
    const asked = await Promise.all([workOn(kind, database), workOn(kind, database)]);
    expect(asked.flat()).toEqual([state === 'unknown' ? 'again' : 'done']);
    expect(await scene.audited()).toEqual(['lock.created', 'lock.expired', ...more]);
    expect((await store.locks.measureOldestLapse()) > 0).toBe(state === 'unknown');
    expect(lockOf(await scene.call('deploy', 'GET', `/locks/${id}`))).toMatchObject({ endedBy: 'expired' });
  });

  // Lock guarantee: runner-lost, freeze
  test('ends a run lock whose run is over before its time, and no hold', async () => {
    await using scene = await startLockScene();
    const { store } = scene.server;
    const round = (state: RunState) =>
      reconcileLocks({ locks: store.locks, runs: saying(state), ...steady, silentMs: 0 });
    await scene.take('rival', 'prod/vpc', { properties: { kind: 'run' } });
    await scene.take('rival', 'prod/live', { properties: { kind: 'run' } });
    await scene.take('rival', 'prod/freeze');
    await store.locks.claimAsk(await recordOf(scene, 'prod/live'), 0);
    await round('over');
    expect(lockOf(await scene.take('deploy', 'prod/vpc'))).toMatchObject({ fencingToken: 2 });
    expect(await scene.take('deploy', 'prod/live')).toMatchObject({ status: 409 });
    expect(await scene.take('deploy', 'prod/freeze')).toMatchObject({ status: 409 });
  });

  // Lock guarantee: github-unreachable
  test.each(['live', 'unknown'] as const)('leaves a run lock whose run is %s', async (state) => {
    await using scene = await startLockScene();
    await scene.take('rival', 'prod/vpc', { properties: { kind: 'run' } });
    const { store } = scene.server;
    await reconcileLocks({ locks: store.locks, runs: saying(state), ...steady, silentMs: 0 });
    expect(await scene.take('deploy', 'prod/vpc')).toMatchObject({ status: 409 });
  });

  test.each([
    [-7_000, 'back'],
    [7_000, 'ahead'],
  ] as const)('says that the database’s clock was set, by %i ms', async (jumpMs, direction) => {
    const told: unknown[] = [];
    await watchClock({
      logger: { ...logger, warn: (_message, fields) => told.push(fields) },
      watch: { look: async () => jumpMs },
      metrics: { clockJumped: (...args) => told.push(...args) },
    });
    expect(told).toEqual([direction, { jump_ms: jumpMs }]);
  });

  test('leaves alone what was renewed a moment ago', async () => {
    await using scene = await startLockScene();
    await scene.take('deploy', 'prod/vpc', { properties: { kind: 'run' } });
    const ports = { locks: scene.server.store.locks, runs: saying('over'), ...steady };
    await reconcileLocks(ports);
    expect(await scene.take('rival', 'prod/vpc')).toMatchObject({ status: 409 });
    expect(await scene.release('deploy', 'prod/vpc', { key: lockKey('prod/vpc') })).toMatchObject({
      status: 200,
    });
  });
});
