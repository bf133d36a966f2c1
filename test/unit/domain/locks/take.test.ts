/** The callers that are granted a key, as what, and until when: one row per rule of `take.ts`. */
import { describe, expect, test } from '@jest/globals';
import { type LockRecord, lockEnds } from '../../../../src/domain/locks/lock.ts';
import { decideTake, defaultGraceMs } from '../../../../src/domain/locks/take.ts';
import { holder, takeRequest } from '../../../support/locks.ts';

const path = 'dev/vpc';
const now = 1_000_000;
const graceMs = 5_000;
const mine = holder('1', 2, 'x');
const relations = {
  same: mine,
  sibling: holder('1', 2, 'y'),
  newer: holder('1', 3, 'z'),
  older: holder('1', 1, 'x'),
  stranger: holder('2', 2, 'x'),
} as const;
type Relation = keyof typeof relations;

function grantOf(more: Parameters<typeof takeRequest>[2] = {}, at = now): LockRecord {
  const request = takeRequest(mine, path, { kind: 'run', ttlMs: 60_000, graceMs, ...more });
  const decision = decideTake(undefined, request, at);
  if (decision.status !== 'granted') throw new Error('a free key was refused');
  return decision.record;
}
const record = grantOf();
const released: LockRecord = { ...record, ended: { at: now + 10, by: 'released' }, freeAt: now + 10 };
const lapsedOnRecord: LockRecord = { ...record, ended: { at: record.expiresAt, by: 'expired' } };

test('the grace is what the operator reads', () => {
  expect(defaultGraceMs).toBe(5_000);
});

describe('the first grant of a key', () => {
  test.each([
    ['run', now + 60_000 + graceMs],
    ['hold', now + 60_000],
  ] as const)(
    'as a %s is all that was asked for, and does not take the turn of another job',
    (kind, freeAt) => {
      const request = takeRequest(mine, path, { kind, graceMs, message: 'why', id: 'g-1' });
      expect(decideTake(undefined, request, now)).toEqual({
        status: 'granted',
        how: 'created',
        lapsed: undefined,
        victim: undefined,
        passesQueue: false,
        record: {
          id: 'g-1',
          workspaceId: 'ws_1',
          repositoryId: '1001',
          path,
          token: 1,
          kind,
          message: 'why',
          holder: mine,
          createdAt: now,
          updatedAt: now,
          expiresAt: now + 60_000,
          freeAt,
          renewals: 0,
          ended: undefined,
        },
      });
    },
  );
});

describe('a key', () => {
  interface Expected {
    readonly how?: 'created' | 'renewed' | 'taken_over';
    readonly why?: 'held' | 'grace';
    readonly passesQueue?: boolean;
    readonly lapsed?: boolean;
    readonly victim?: boolean;
    readonly token?: number;
  }
  const held = { why: 'held' } as const;
  const grace = { why: 'grace' } as const;
  const anew = { how: 'created', passesQueue: false, token: 2 } as const;
  const again = { how: 'created', passesQueue: true, token: 2 } as const;
  const rows: readonly (readonly [
    state: string,
    record: LockRecord,
    at: number,
    expected: Readonly<Record<Relation, Expected>>,
  ])[] = [
    [
      'in force',
      record,
      record.expiresAt - 1,
      {
        same: { how: 'renewed', passesQueue: true, token: 1 },
        sibling: held,
        newer: { how: 'taken_over', passesQueue: true, victim: true, token: 2 },
        older: held,
        stranger: held,
      },
    ],
    [
      'that ran out this very millisecond',
      record,
      record.expiresAt,
      {
        same: { ...again, lapsed: true },
        sibling: grace,
        newer: { ...again, lapsed: true },
        older: grace,
        stranger: grace,
      },
    ],
    [
      'in the last millisecond of its grace',
      record,
      record.freeAt - 1,
      {
        same: { ...again, lapsed: true },
        sibling: grace,
        newer: { ...again, lapsed: true },
        older: grace,
        stranger: grace,
      },
    ],
    [
      'whose grace is over this very millisecond',
      record,
      record.freeAt,
      {
        same: { ...anew, lapsed: true },
        sibling: { ...anew, lapsed: true },
        newer: { ...anew, lapsed: true },
        older: { ...anew, lapsed: true },
        stranger: { ...anew, lapsed: true },
      },
    ],
    [
      'in its grace, with the expiry on record',
      lapsedOnRecord,
      record.expiresAt + 1,
      { same: again, sibling: grace, newer: again, older: grace, stranger: grace },
    ],
    [
      'that was released this very millisecond',
      released,
      released.freeAt,
      { same: anew, sibling: anew, newer: anew, older: anew, stranger: anew },
    ],
  ];
  const cases = rows.flatMap(([state, before, at, expected]) =>
    Object.entries(relations).map(
      ([relation, by]) => [state, relation, before, at, by, expected[relation as Relation]] as const,
    ),
  );

  test.each(cases)('%s, asked for by the %s', (_state, _relation, before, at, by, expected) => {
    const decision = decideTake(
      before,
      takeRequest(by, path, { kind: 'run', graceMs, ttlMs: 90_000, id: 'g-2' }),
      at,
    );
    if (expected.why !== undefined) {
      expect(decision).toEqual({ status: 'held', record: before, why: expected.why });
      return;
    }
    const { how, token, passesQueue, lapsed = false, victim = false } = expected;
    const isRenewal = how === 'renewed';
    expect(decision).toMatchObject({
      status: 'granted',
      how,
      passesQueue,
      lapsed: lapsed ? before : undefined,
      victim: victim ? before : undefined,
      record: {
        id: isRenewal ? before.id : 'g-2',
        token,
        holder: by,
        createdAt: isRenewal ? before.createdAt : at,
        updatedAt: at,
        expiresAt: at + 90_000,
        freeAt: at + 90_000 + graceMs,
        renewals: isRenewal ? 1 : 0,
        ended: undefined,
      },
    });
  });

  test.each(lockEnds)('whose grant was %s is free', (by) => {
    const ended: LockRecord = { ...record, ended: { at: now, by }, freeAt: now };
    expect(decideTake(ended, takeRequest(relations.stranger, path), now)).toMatchObject({
      how: 'created',
      record: { token: 2 },
    });
  });
});

describe('a renewal', () => {
  const at = now + 1_000;
  const renewed = (before: LockRecord, more: Parameters<typeof takeRequest>[2]) => {
    const decision = decideTake(before, takeRequest(mine, path, { kind: before.kind, graceMs, ...more }), at);
    if (decision.status !== 'granted' || decision.how !== 'renewed') throw new Error('not renewed');
    return decision.record;
  };

  test('counts, and says what is said last', () => {
    const again = renewed({ ...record, renewals: 6 }, { message: 'and now', ttlMs: 60_000 });
    expect(again).toMatchObject({ renewals: 7, message: 'and now', updatedAt: at });
  });

  test.each([
    ['a millisecond shorter', 58_999, record.expiresAt],
    ['as long as it is', 59_000, record.expiresAt],
    ['a millisecond longer', 59_001, record.expiresAt + 1],
  ])('that is %s never shortens it', (_name, ttlMs, expiresAt) => {
    expect(renewed(record, { ttlMs })).toMatchObject({ expiresAt, freeAt: expiresAt + graceMs });
  });

  test('that shortens the grace alone does not', () => {
    for (const ttlMs of [1_000, 59_000]) {
      expect(renewed(record, { ttlMs, graceMs: 0 })).toMatchObject({ freeAt: record.freeAt });
    }
  });

  test('that makes it a hold leaves no grace behind, also when it is shorter', () => {
    expect(renewed(record, { kind: 'hold', ttlMs: 1_000 })).toMatchObject({
      kind: 'hold',
      expiresAt: record.expiresAt,
      freeAt: record.expiresAt,
    });
    expect(renewed(record, { kind: 'hold', ttlMs: 600_000 })).toMatchObject({ freeAt: at + 600_000 });
  });

  test('never makes a run lock of a hold', () => {
    const hold = grantOf({ kind: 'hold' });
    expect(renewed(hold, { kind: 'run', ttlMs: 600_000 })).toMatchObject({
      kind: 'hold',
      freeAt: at + 600_000,
    });
  });
});

describe('a request to renew only', () => {
  const renewOnly = { kind: 'run', renewOnly: true } as const;
  const ask = (before: LockRecord | undefined, relation: Relation, at: number) =>
    decideTake(before, takeRequest(relations[relation], path, renewOnly), at);

  test('renews what its holder holds, to the last millisecond', () => {
    expect(ask(record, 'same', record.expiresAt - 1)).toMatchObject({ how: 'renewed', record: { token: 1 } });
  });
  test.each(['sibling', 'newer', 'older', 'stranger'] as const)('takes nothing over for a %s', (relation) => {
    expect(ask(record, relation, now + 1)).toEqual({ status: 'held', record, why: 'held' });
  });
  test.each<[name: string, before: LockRecord | undefined, at: number]>([
    ['was never granted', undefined, now],
    ['ran out this very millisecond', record, record.expiresAt],
    ['is free again', record, record.freeAt],
    ['was released', released, now + 10],
    ['is in its grace', lapsedOnRecord, record.expiresAt + 1],
  ])('takes nothing that %s', (_name, before, at) => {
    for (const relation of ['same', 'newer', 'stranger'] as const) {
      expect(ask(before, relation, at)).toEqual({ status: 'lost', path, record: before });
    }
  });
});

describe('a request whose grant is to be confirmed', () => {
  const confirmMs = 3_000;
  const pending = grantOf({ confirmMs });
  const ask = (
    before: LockRecord | undefined,
    more: Parameters<typeof takeRequest>[2] = {},
    at = now + 1_000,
  ) => decideTake(before, takeRequest(mine, path, { kind: 'run', ttlMs: 60_000, graceMs, ...more }), at);

  test.each([
    ['is short', 60_000, now + confirmMs],
    ['is never longer than the TTL', 1_000, now + 1_000],
  ])('%s, and has no grace', (_name, ttlMs, until) => {
    for (const kind of ['run', 'hold'] as const) {
      expect(grantOf({ confirmMs, ttlMs, kind })).toMatchObject({
        pending: true,
        expiresAt: until,
        freeAt: until,
      });
    }
  });

  test('is the same grant when it is repeated, still to be confirmed', () => {
    expect(ask(pending, { confirmMs })).toMatchObject({
      how: 'renewed',
      passesQueue: true,
      record: { id: pending.id, token: 1, pending: true, expiresAt: now + 4_000, freeAt: now + 4_000 },
    });
    expect(ask(pending, { confirmMs: 1 })).toMatchObject({ record: { expiresAt: pending.expiresAt } });
  });

  test.each([{ renewOnly: true }, {}])('is confirmed by a renewal (%j), for the whole time', (more) => {
    expect(ask(pending, more)).toMatchObject({
      how: 'renewed',
      record: { token: 1, pending: undefined, expiresAt: now + 61_000, freeAt: now + 66_000 },
    });
  });

  test('changes nothing about what was confirmed', () => {
    expect(ask(record, { confirmMs })).toMatchObject({
      record: { pending: undefined, expiresAt: now + 61_000, freeAt: now + 66_000 },
    });
  });

  test('is free when it has run out: nothing to confirm, and another job may have it at once', () => {
    const at = pending.expiresAt;
    expect(ask(pending, { renewOnly: true }, at)).toMatchObject({ status: 'lost' });
    const other = takeRequest(relations.stranger, path, { kind: 'run' });
    expect(decideTake(pending, other, at - 1)).toMatchObject({ status: 'held' });
    expect(decideTake(pending, other, at)).toMatchObject({ how: 'created', record: { token: 2 } });
  });
});
