/** The callers that may free a key, the name of the grant's end, and the callers that are told of a loss: one row per rule of `release.ts`. */
import { describe, expect, test } from '@jest/globals';
import {
  type LockEnd,
  type LockHolder,
  type LockRecord,
  lockEnds,
} from '../../../../src/domain/locks/lock.ts';
import { decideLapse, decideRelease, type RunState } from '../../../../src/domain/locks/release.ts';
import { decideTake } from '../../../../src/domain/locks/take.ts';
import { holder, releaseRequest, takeRequest } from '../../../support/locks.ts';

const start = 1_000_000;
const mine = holder('1', 2, 'x');
const stranger = holder('2');

function grantOf(kind: 'run' | 'hold' = 'run'): LockRecord {
  const request = takeRequest(mine, 'dev/vpc', { kind, ttlMs: 60_000, graceMs: 5_000 });
  const decision = decideTake(undefined, request, start);
  if (decision.status !== 'granted') throw new Error('a free key was refused');
  return decision.record;
}
const record = grantOf();
const now = start + 1_000;
const endedBy = (by: LockEnd): LockRecord => ({ ...record, ended: { at: start + 10, by } });
const judgedAs = (run: RunState, id = record.id) => ({ judged: { id, run } });
const forced = { forced: { reason: 'gone' } } as const;
const open = { policy: 'open' } as const;

describe('a release in force', () => {
  test.each([
    ['the holder', mine, {}, 'own', 'released'],
    ['the holder, by force too', mine, forced, 'own', 'released'],
    ['a sibling', holder('1', 2, 'y'), {}, 'same_run', 'released'],
    ['a newer attempt', holder('1', 3), {}, 'same_run', 'released'],
    ['a stranger by force', stranger, forced, 'forced', 'forced'],
    [
      'a stranger by force, although its run is over',
      stranger,
      { ...forced, ...judgedAs('over') },
      'forced',
      'forced',
    ],
    ['a stranger where that is open', stranger, open, 'open', 'forced'],
    ['a stranger by force where that is open', stranger, { ...open, ...forced }, 'forced', 'forced'],
    ['an older attempt by force', holder('1', 1), forced, 'forced', 'forced'],
    ['a stranger after the run', stranger, judgedAs('over'), 'run_over', 'run_over'],
    ['an older attempt after the run', holder('1', 1), judgedAs('over'), 'run_over', 'run_over'],
  ] as const)('by %s frees the key at once, grace or not', (_name, caller, more, how, by) => {
    expect(decideRelease(record, releaseRequest(caller, more), now)).toEqual({
      status: 'released',
      how,
      record: { ...record, ended: { at: now, by }, freeAt: now },
    });
  });

  test('counts to the last millisecond', () => {
    const at = (time: number) => decideRelease(record, releaseRequest(mine), time).status;
    expect([at(record.expiresAt - 1), at(record.expiresAt)]).toEqual(['released', 'absent']);
  });

  test.each(['live', 'unknown'] as const)('by a stranger while the run is %s is guarded', (run) => {
    const decision = decideRelease(record, releaseRequest(stranger, judgedAs(run)), now);
    expect(decision).toEqual({ status: 'guarded', record, run });
  });

  test.each([
    ['GitHub was not asked', {}],
    ['another grant was asked about', judgedAs('over', 'another')],
  ])('by a stranger is undecided while %s', (_name, more) => {
    expect(decideRelease(record, releaseRequest(stranger, more), now)).toEqual({
      status: 'undecided',
      record,
    });
  });

  test('of the id that is held is one of the key', () => {
    expect(decideRelease(record, releaseRequest(mine, { id: record.id }), now)).toMatchObject({
      how: 'own',
    });
  });
});

describe('a release of nothing', () => {
  const absent = { status: 'absent', lost: undefined, lapsed: undefined };
  test.each([
    ['a key that was never granted', undefined, {}],
    ['another grant of the key, in force', record, { id: 'another' }],
    ['another grant of the key, by force', record, { id: 'another', ...forced }],
    ['another grant of the key, which ran out', { ...record, expiresAt: start }, { id: 'another' }],
  ] as const)('%s changes nothing and tells nothing', (_name, before, more) => {
    expect(decideRelease(before, releaseRequest(mine, more), now)).toEqual(absent);
  });

  test.each([
    ['the holder', mine, true],
    ['a sibling', holder('1', 2, 'y'), false],
    ['a newer attempt', holder('1', 3, 'x'), false],
    ['an older attempt', holder('1', 1, 'x'), false],
    ['a stranger', stranger, false],
  ])('%s is told of its own loss only, and the first to notice records it', (_name, caller, isTold) => {
    const lapsed = { ...record, ended: { at: record.expiresAt, by: 'expired' } };
    for (const time of [record.expiresAt, record.freeAt]) {
      expect(decideRelease(record, releaseRequest(caller), time)).toEqual({
        status: 'absent',
        lost: isTold ? record : undefined,
        lapsed,
      });
    }
    for (const by of lockEnds) {
      expect(decideRelease(endedBy(by), releaseRequest(caller), now)).toEqual({
        status: 'absent',
        // Its own release is not a loss.
        lost: isTold && by !== 'released' ? endedBy(by) : undefined,
        lapsed: undefined,
      });
    }
  });
});

describe('a round of the reconciler', () => {
  const unchanged = { status: 'unchanged' };
  const states = ['live', 'over', 'unknown'] as const;
  test.each<[name: string, before: LockRecord | undefined, id: string]>([
    ['a key that was never granted', undefined, record.id],
    ['a later grant', record, 'the one before'],
    ...lockEnds.map((by) => [`what was ${by}`, endedBy(by), record.id] as [string, LockRecord, string]),
  ])('leaves %s alone', (_name, before, id) => {
    for (const run of states) {
      expect(decideLapse(before, { id, run }, now)).toEqual(unchanged);
      expect(decideLapse(before, { id, run }, record.freeAt + 1)).toEqual(unchanged);
    }
  });

  test('ends a run lock in force when its run is over, and nothing else', () => {
    for (const kind of ['run', 'hold'] as const) {
      const held = grantOf(kind);
      for (const run of states) {
        const decision = decideLapse(held, { id: held.id, run }, held.expiresAt - 1);
        const at = held.expiresAt - 1;
        const ended = { ...held, ended: { at, by: 'run_over' }, freeAt: at };
        const isOver = kind === 'run' && run === 'over';
        expect(decision).toEqual(isOver ? { status: 'ended', record: ended } : unchanged);
      }
    }
  });

  test.each(states)('puts what ran out on record, with its grace, the run being %s', (run) => {
    expect(decideLapse(record, { id: record.id, run }, record.expiresAt)).toEqual({
      status: 'ended',
      record: { ...record, ended: { at: record.expiresAt, by: 'expired' } },
    });
  });
});

describe('a release of what is not confirmed only', () => {
  const request = (caller: LockHolder) => releaseRequest(caller, { pendingOnly: true });
  const confirmed = grantOf('run');
  const pending: LockRecord = { ...confirmed, pending: true };

  test('releases it for its own job', () => {
    expect(decideRelease(pending, request(pending.holder), now)).toMatchObject({
      status: 'released',
      how: 'own',
      record: { freeAt: now },
    });
  });
  test.each<[name: string, before: LockRecord | undefined, caller: LockHolder]>([
    ['what the job has confirmed', confirmed, confirmed.holder],
    ['what another job of the run got', pending, { ...pending.holder, checkRunId: 'another' }],
    [
      'what an earlier attempt got',
      pending,
      { ...pending.holder, runAttempt: pending.holder.runAttempt + 1 },
    ],
    ['nothing', undefined, confirmed.holder],
  ])('leaves %s alone', (_name, before, caller) => {
    const absent = { status: 'absent', lost: undefined, lapsed: undefined };
    expect(decideRelease(before, request(caller), now)).toEqual(absent);
  });
});
