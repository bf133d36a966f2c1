/**
 * The invariants of locks over any sequence of calls. The model is what an outside observer knows: who holds the key, until
 * when, and which grants have been said to have ended.
 */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  eventsOfLapse,
  eventsOfRelease,
  eventsOfTake,
  type LockEvent,
} from '../../../../src/domain/locks/events.ts';
import { relationTo } from '../../../../src/domain/locks/holder.ts';
import { isHeld, type LockRecord } from '../../../../src/domain/locks/lock.ts';
import { decideLapse, decideRelease } from '../../../../src/domain/locks/release.ts';
import { decideTake } from '../../../../src/domain/locks/take.ts';
import { holder, releaseRequest, takeRequest } from '../../../support/locks.ts';

const graceMs = 20;
const confirmMs = 15;
const job = fc.record({
  run: fc.constantFrom('1', '2'),
  attempt: fc.integer({ min: 1, max: 2 }),
  name: fc.constantFrom('x', 'y'),
});
const call = fc.record({
  verb: fc.constantFrom('take', 'take', 'ask', 'renew', 'release', 'give back', 'lapse'),
  job,
  kind: fc.constantFrom('run' as const, 'hold' as const),
  ttlMs: fc.integer({ min: 1, max: 100 }),
  run: fc.constantFrom('live' as const, 'over' as const, 'unknown' as const),
  forced: fc.boolean(),
  pause: fc.integer({ min: 0, max: 60 }),
});
type CallOf = typeof call extends fc.Arbitrary<infer T> ? T : never;

interface World {
  record: LockRecord | undefined;
  time: number;
  grants: number;
  /** Ends on record, by grant. */
  readonly ends: Map<string, string[]>;
}

function note(world: World, events: readonly LockEvent[]): void {
  for (const { name, record, victim } of events) {
    const ended = name === 'lock.taken_over' ? victim : record;
    if (ended === undefined || ['lock.created', 'lock.renewed', 'lock.denied'].includes(name)) continue;
    world.ends.set(ended.id, [...(world.ends.get(ended.id) ?? []), name]);
  }
}

function take(world: World, { verb, job: who, kind, ttlMs }: CallOf): void {
  const { record: before, time } = world;
  const by = holder(who.run, who.attempt, who.name);
  const id = `g-${world.grants + 1}`;
  const renewOnly = verb === 'renew';
  const asked = { kind, ttlMs, graceMs, id, renewOnly, confirmMs: verb === 'ask' ? confirmMs : undefined };
  const decision = decideTake(before, takeRequest(by, 'k/k', asked), time);
  const wasHeld = before !== undefined && isHeld(before, time);
  const relation = before === undefined ? 'stranger' : relationTo(before.holder, by);
  note(world, eventsOfTake(decision));
  if (decision.status !== 'granted') {
    const isKept = before !== undefined && time < before.freeAt;
    expect(decision.status === 'held' ? isKept : renewOnly && !wasHeld).toBe(true);
    // A refused caller is not the holder.
    if (wasHeld) expect(relation === 'same' || (relation === 'newer' && !renewOnly)).toBe(false);
    return;
  }
  world.record = decision.record;
  // Confirmed by every request but one that is to be confirmed, and for good.
  const isPending = verb === 'ask' && (decision.how !== 'renewed' || before?.pending === true);
  expect(decision.record.pending === true).toBe(isPending);
  const leaseMs = isPending ? Math.min(ttlMs, confirmMs) : ttlMs;
  if (decision.how === 'renewed') {
    expect([wasHeld, relation]).toEqual([true, 'same']);
    const { id: same, token, createdAt } = before as LockRecord;
    expect(decision.record).toMatchObject({ id: same, token, createdAt });
    expect(decision.record.expiresAt).toBe(Math.max(before?.expiresAt ?? 0, time + leaseMs));
  } else {
    world.grants += 1;
    expect(renewOnly).toBe(false);
    // At most one holder; another one only after release, expiry and grace, or from a later attempt.
    if (wasHeld) expect(relation).toBe('newer');
    else if (before !== undefined && time < before.freeAt) expect(['same', 'newer']).toContain(relation);
    expect(decision.record.token).toBe((before?.token ?? 0) + 1);
    expect(decision.record.expiresAt).toBe(time + leaseMs);
    // Every grant that has a successor has one end, and it is on record.
    if (before !== undefined) expect(world.ends.get(before.id)).toHaveLength(1);
  }
  expect(decision.record.freeAt - decision.record.expiresAt).toBe(
    decision.record.kind === 'run' && !isPending ? graceMs : 0,
  );
}

function release(world: World, { verb, job: who, run, forced }: CallOf): void {
  const { record: before, time } = world;
  const by = holder(who.run, who.attempt, who.name);
  const more = {
    judged: before === undefined ? undefined : { id: before.id, run },
    forced: forced ? { reason: 'gone' } : undefined,
    pendingOnly: verb === 'give back',
  };
  const decision = decideRelease(before, releaseRequest(by, more), time);
  note(world, eventsOfRelease(decision, undefined));
  if (decision.status === 'absent' && decision.lapsed !== undefined) {
    expect(decision.lapsed.freeAt).toBe(before?.freeAt);
    world.record = decision.lapsed;
  }
  if (decision.status !== 'released') return;
  world.record = decision.record;
  expect(before !== undefined && isHeld(before, time)).toBe(true);
  const isOfRun = before?.holder.runId === who.run && who.attempt >= before.holder.runAttempt;
  expect(isOfRun || forced || run === 'over').toBe(true);
  if (verb === 'give back')
    expect([before?.pending, before && relationTo(before.holder, by)]).toEqual([true, 'same']);
  expect(decision.record).toMatchObject({ token: before?.token, freeAt: time });
}

function lapse(world: World, { run }: CallOf): void {
  const { record: before, time } = world;
  if (before === undefined) return;
  const decision = decideLapse(before, { id: before.id, run }, time);
  note(world, eventsOfLapse(decision));
  if (decision.status !== 'ended') return;
  world.record = decision.record;
  const wasHeld = isHeld(before, time);
  expect(!wasHeld || (run === 'over' && before.kind === 'run')).toBe(true);
  if (!wasHeld) expect(decision.record.freeAt).toBe(before.freeAt);
}

const asked: CallOf = {
  verb: 'ask',
  job: { run: '2', attempt: 2, name: 'y' },
  kind: 'run',
  ttlMs: 1,
  run: 'live',
  forced: false,
  pause: 0,
};
/** The confirmation asks for no longer time than the grant has; the grace begins with it all the same. */
const confirmedByShorterLease: CallOf[] = [asked, { ...asked, verb: 'take' }];

// Lock guarantee: one-holder, one-end
test('over any sequence of calls the invariants hold', () => {
  fc.assert(
    fc.property(fc.array(call, { maxLength: 40 }), (calls) => {
      const world: World = { record: undefined, time: 1_000_000, grants: 0, ends: new Map() };
      for (const one of calls) {
        world.time += one.pause;
        if (one.verb === 'release' || one.verb === 'give back') release(world, one);
        else if (one.verb === 'lapse') lapse(world, one);
        else take(world, one);
        for (const ends of world.ends.values()) expect(ends).toHaveLength(1);
        const { record, time } = world;
        if (record !== undefined) expect(world.ends.has(record.id)).toBe(record.ended !== undefined);
        if (record?.ended !== undefined) expect(isHeld(record, time)).toBe(false);
      }
    }),
    { numRuns: 500, examples: [[confirmedByShorterLease]] },
  );
});
