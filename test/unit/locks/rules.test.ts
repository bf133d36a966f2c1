/** The rules of taking and releasing: the holder table, and the invariants over any sequence of calls. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type HolderInput, holderOf, relationTo } from '../../../src/locks/holder.ts';
import { isHeld, type LockRecord } from '../../../src/locks/lock.ts';
import { decideLapse, decideRelease } from '../../../src/locks/release.ts';
import { decideTake } from '../../../src/locks/take.ts';
import { holder, releaseRequest, takeRequest } from '../../support/locks.ts';

const now = 1_000_000;

function lockOf(by = holder('1'), more: Parameters<typeof takeRequest>[2] = {}): LockRecord {
  const decision = decideTake(undefined, takeRequest(by, 'dev/vpc', { ttlMs: 60_000, ...more }), now);
  if (decision.status !== 'granted') throw new Error('a free key was refused');
  return decision.record;
}

describe('who a caller is to a holder', () => {
  const base = holder('1', 2, 'x');
  test.each([
    ['the same job', base, 'same'],
    ['another job of the attempt', { ...base, checkRunId: 'y' }, 'sibling'],
    ['a job without a check run', { ...base, checkRunId: '' }, 'sibling'],
    ['the next attempt', { ...base, runAttempt: 3, checkRunId: 'z' }, 'newer'],
    ['the attempt before', { ...base, runAttempt: 1 }, 'older'],
    ['another run', { ...base, runId: '2' }, 'stranger'],
    ['the same run id of another repository', { ...base, repositoryId: '9' }, 'stranger'],
    ['the same run id of another issuer', { ...base, issuer: 'https://ghes.example' }, 'stranger'],
    ['other names for the same ids', { ...base, repository: 'acme/renamed', actor: 'other' }, 'same'],
  ] as const)('%s is %s', (_name, caller, relation) => {
    expect(relationTo(base, caller)).toBe(relation);
  });
});

describe('the holder of a session', () => {
  const input: HolderInput = {
    issuer: 'https://issuer.example',
    repositoryId: '1001',
    repository: 'acme/infra',
    serverUrl: 'https://github.com',
    scope: 'job',
    claims: {
      run_id: '42',
      run_attempt: '3',
      check_run_id: '7',
      actor: 'octocat',
      workflow_ref: 'acme/infra/.github/workflows/deploy.yml@refs/heads/main',
    },
  };
  test('is what its ID token proved', () => {
    expect(holderOf(input)).toEqual({
      issuer: 'https://issuer.example',
      repositoryId: '1001',
      repository: 'acme/infra',
      runId: '42',
      runAttempt: 3,
      checkRunId: '7',
      runUrl: 'https://github.com/acme/infra/actions/runs/42/attempts/3',
      actor: 'octocat',
      workflow: 'deploy.yml',
    });
  });
  test('is the whole run with that scope, or where GitHub names no check run', () => {
    expect(holderOf({ ...input, scope: 'run' })?.checkRunId).toBe('');
    expect(holderOf({ ...input, claims: { run_id: '42', run_attempt: '3' } })?.checkRunId).toBe('');
  });
  test.each([
    ['no run', { run_attempt: '1' }],
    ['an empty run', { run_id: '', run_attempt: '1' }],
    ['no attempt', { run_id: '42' }],
    ['an attempt that is no number', { run_id: '42', run_attempt: '1e3' }],
  ])('is nobody with %s', (_name, claims) => {
    expect(holderOf({ ...input, claims })).toBeUndefined();
  });
});

describe('taking what is held', () => {
  test.each([
    ['the same job', holder('1'), 'renewed'],
    ['another job of the run', holder('1', 1, 'other'), 'held'],
    ['the next attempt', holder('1', 2), 'taken_over'],
    ['another run', holder('2'), 'held'],
  ])('by %s: %s', (_name, by, result) => {
    const decision = decideTake(lockOf(), takeRequest(by, 'dev/vpc'), now + 1);
    expect(decision.status === 'granted' ? decision.how : decision.status).toBe(result);
  });

  test.each([
    ['run', 'run', 'run'],
    ['run', 'hold', 'hold'],
    ['hold', 'run', 'hold'],
  ] as const)('a %s taken again as a %s is a %s', (first, second, kind) => {
    const decision = decideTake(
      lockOf(holder('1'), { kind: first }),
      takeRequest(holder('1'), 'dev/vpc', { kind: second }),
      now + 1,
    );
    expect(decision).toMatchObject({ how: 'renewed', record: { kind } });
  });

  test('a takeover names its victim', () => {
    const record = lockOf();
    expect(decideTake(record, takeRequest(holder('1', 2), 'dev/vpc'), now + 1)).toMatchObject({
      victim: record,
    });
  });
});

describe('the end of a lock', () => {
  const at = (record: LockRecord, by: string, time: number) =>
    decideTake(record, takeRequest(holder(by), 'dev/vpc'), time).status;

  test('to the millisecond: a hold is free at its expiry, a run lock after the grace', () => {
    const hold = lockOf(holder('1'), { kind: 'hold' });
    expect([at(hold, '2', hold.expiresAt - 1), at(hold, '2', hold.expiresAt)]).toEqual(['held', 'granted']);
    const run = lockOf(holder('1'), { kind: 'run', graceMs: 5_000 });
    expect(run.freeAt).toBe(run.expiresAt + 5_000);
    expect([at(run, '2', run.freeAt - 1), at(run, '2', run.freeAt)]).toEqual(['held', 'granted']);
    expect(at(run, '1', run.expiresAt)).toBe('granted');
  });

  test.each([
    ['the holder', holder('1', 2), {}, 'own'],
    ['another job', holder('1', 2, 'other'), {}, 'same_run'],
    ['the next attempt', holder('1', 3), {}, 'same_run'],
    ['the attempt before', holder('1', 1), {}, 'undecided'],
    ['another run', holder('2'), {}, 'undecided'],
    ['another run by force', holder('2'), { forced: { reason: 'gone' } }, 'forced'],
    ['another run where that is open', holder('2'), { policy: 'open' }, 'open'],
  ] as const)('by %s: %s', (_name, caller, more, result) => {
    const decision = decideRelease(lockOf(holder('1', 2)), releaseRequest(caller, more), now + 1);
    expect(decision.status === 'released' ? decision.how : decision.status).toBe(result);
  });

  test.each([
    ['live', 'guarded'],
    ['unknown', 'guarded'],
    ['over', 'released'],
  ] as const)('by another run while the holder’s is %s: %s', (run, status) => {
    const record = lockOf();
    const judged = { id: record.id, run };
    expect(decideRelease(record, releaseRequest(holder('2'), { judged }), now + 1).status).toBe(status);
  });

  test('a hold never ends with its run, a run lock does', () => {
    for (const kind of ['run', 'hold'] as const) {
      const record = lockOf(holder('1'), { kind });
      expect(decideLapse(record, { id: record.id, run: 'over' }, now + 1).status).toBe(
        kind === 'run' ? 'ended' : 'unchanged',
      );
    }
  });
});

const job = fc.record({
  run: fc.constantFrom('1', '2'),
  attempt: fc.integer({ min: 1, max: 2 }),
  name: fc.constantFrom('x', 'y'),
});
const call = fc.record({
  verb: fc.constantFrom('take', 'release', 'lapse'),
  job,
  kind: fc.constantFrom('run' as const, 'hold' as const),
  ttlMs: fc.integer({ min: 1, max: 100 }),
  run: fc.constantFrom('live' as const, 'over' as const, 'unknown' as const),
  pause: fc.integer({ min: 0, max: 60 }),
});

test('over any sequence of calls the invariants hold', () => {
  fc.assert(
    fc.property(fc.array(call, { maxLength: 40 }), (calls) => {
      let record: LockRecord | undefined;
      let time = now;
      for (const { verb, job: who, kind, ttlMs, run, pause } of calls) {
        time += pause;
        const by = holder(who.run, who.attempt, who.name);
        const before = record;
        const wasHeld = before !== undefined && isHeld(before, time);
        if (verb === 'take') {
          const decision = decideTake(before, takeRequest(by, 'k/k', { kind, ttlMs, graceMs: 20 }), time);
          if (decision.status !== 'granted') {
            expect(before !== undefined && time < before.freeAt).toBe(true);
            continue;
          }
          record = decision.record;
          if (decision.how === 'renewed') {
            expect(wasHeld).toBe(true);
            expect(record).toMatchObject({
              id: before?.id,
              token: before?.token,
              createdAt: before?.createdAt,
            });
            expect(record.expiresAt).toBe(Math.max(before?.expiresAt ?? 0, time + ttlMs));
          } else {
            // At most one holder; another one only after release, expiry and grace, or from a later attempt.
            const isSuccessor = before?.holder.runId === who.run && who.attempt > before.holder.runAttempt;
            const isSame = before !== undefined && relationTo(before.holder, by) === 'same';
            if (wasHeld) expect(isSuccessor).toBe(true);
            else if (before !== undefined && time < before.freeAt) expect(isSuccessor || isSame).toBe(true);
            expect(record.token).toBe((before?.token ?? 0) + 1);
            expect(record.expiresAt).toBe(time + ttlMs);
          }
          expect(record.freeAt).toBeGreaterThanOrEqual(record.expiresAt);
        } else if (verb === 'release') {
          const judged = before === undefined ? undefined : { id: before.id, run };
          const decision = decideRelease(before, releaseRequest(by, { judged }), time);
          if (decision.status !== 'released') continue;
          record = decision.record;
          const isOfRun = before?.holder.runId === who.run && who.attempt >= before.holder.runAttempt;
          expect(isOfRun || run === 'over').toBe(true);
          expect(wasHeld).toBe(true);
          expect(record.token).toBe(before?.token);
          expect(isHeld(record, time)).toBe(false);
        } else if (before !== undefined) {
          const decision = decideLapse(before, { id: before.id, run }, time);
          if (decision.status !== 'ended') continue;
          record = decision.record;
          expect(!wasHeld || (run === 'over' && before.kind === 'run')).toBe(true);
          if (!wasHeld) expect(record.freeAt).toBe(before.freeAt);
        }
      }
    }),
    { numRuns: 500 },
  );
});
