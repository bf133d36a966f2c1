/** The checker itself: it must accept what a correct service can do, and refuse every known way to be wrong. */
import { describe, expect, test } from '@jest/globals';
import type { Answer, Job, Operation } from './history.ts';
import { checkHistory } from './linearizability.ts';

const a: Job = { run: 'a', attempt: 1, job: 'x' };
const a2: Job = { run: 'a', attempt: 2, job: 'x' };
const aSibling: Job = { run: 'a', attempt: 1, job: 'y' };
const b: Job = { run: 'b', attempt: 1, job: 'x' };

function operation(
  call: Operation['call'],
  [from, to]: readonly [number, number],
  answer: Answer,
): Operation {
  return { key: 'k', call, answer, from, to };
}
const take = (by: Job, at: readonly [number, number], answer: Answer, ttlMs = 100) =>
  operation({ kind: 'take', by, ttlMs }, at, answer);
const renew = (by: Job, at: readonly [number, number], answer: Answer, ttlMs = 100) =>
  operation({ kind: 'take', by, ttlMs, renewOnly: true }, at, answer);
/** A take whose grant is to be confirmed within 20 ms. */
const ask = (by: Job, at: readonly [number, number], answer: Answer, ttlMs = 100) =>
  operation({ kind: 'take', by, ttlMs, confirmMs: 20 }, at, answer);
const giveBack = (by: Job, at: readonly [number, number], answer: Answer) =>
  operation({ kind: 'release', by, pendingOnly: true }, at, answer);
const pending = (token: number, expiresAt: number, freeAt = expiresAt): Answer => ({
  kind: 'granted',
  token,
  expiresAt,
  freeAt,
  pending: true,
});
const release = (by: Job, at: readonly [number, number], answer: Answer) =>
  operation({ kind: 'release', by }, at, answer);
const granted = (token: number, expiresAt: number, freeAt = expiresAt): Answer => ({
  kind: 'granted',
  token,
  expiresAt,
  freeAt,
});
/** As on the wire, where a time lost what it had beyond whole tens. */
const cut = (token: number, expiresAt: number): Answer => ({
  kind: 'granted',
  token,
  expiresAt,
  freeAt: expiresAt,
  lost: 9,
});
const d: Job = { run: '', attempt: 1, job: '', deployment: 'd' };
const e: Job = { ...d, deployment: 'e' };
/** A deployment that has started the run `a`, or nothing yet. */
const deploy = (by: Job, at: readonly [number, number], answer: Answer, runs: readonly string[] = ['a']) =>
  operation({ kind: 'take', by, ttlMs: 100, runs }, at, answer);
const kept: Answer = { kind: 'kept' };
const held = (token: number): Answer => ({ kind: 'held', token });
const released: Answer = { kind: 'released' };
const absent: Answer = { kind: 'absent' };
const unknown: Answer = { kind: 'unknown' };
const open = Number.POSITIVE_INFINITY;

describe('accepted', () => {
  test.each<[string, Operation[]]>([
    ['nothing', []],
    [
      'renewals only: of what is held, of nothing, of what is another’s, and of what ran out',
      [
        renew(a, [0, 5], absent),
        take(a, [10, 20], granted(1, 115)),
        renew(a, [30, 40], granted(1, 135)),
        renew(b, [50, 60], held(1)),
        renew(a2, [50, 60], held(1)),
        renew(a, [140, 150], absent),
      ],
    ],
    [
      'take, refuse, release, take',
      [
        take(a, [0, 10], granted(1, 105)),
        take(b, [20, 30], held(1)),
        release(a, [40, 50], released),
        take(b, [60, 70], granted(2, 165)),
      ],
    ],
    [
      'a refusal that began before the grant was answered',
      [take(a, [0, 50], granted(1, 120)), take(b, [10, 20], held(1))],
    ],
    [
      'a renewal, and the lock held past the first expiry',
      [take(a, [0, 10], granted(1, 105)), take(a, [80, 90], granted(1, 185)), take(b, [150, 160], held(1))],
    ],
    ['a grant after the expiry', [take(a, [0, 10], granted(1, 105)), take(b, [104, 110], granted(2, 208))]],
    ['a release too late', [take(a, [0, 10], granted(1, 105)), release(a, [103, 120], absent)]],
    [
      'a takeover by the next attempt',
      [take(a, [0, 10], granted(1, 105)), take(a2, [20, 30], granted(2, 125)), take(a, [40, 50], held(2))],
    ],
    [
      'a release by a sibling job',
      [take(a, [0, 10], granted(1, 105)), release(aSibling, [20, 30], released)],
    ],
    [
      'the holder again within the grace, with the next token',
      [
        take(a, [0, 10], granted(1, 105, 505)),
        take(b, [200, 210], held(1)),
        take(a, [220, 230], granted(2, 325, 725)),
      ],
    ],
    ['a lost answer that took effect', [take(a, [0, open], unknown), take(b, [20, 30], held(1))]],
    ['a lost answer that took no effect', [take(a, [0, open], unknown), take(b, [20, 30], granted(1, 125))]],
    [
      'a lost release that took effect',
      [
        take(a, [0, 10], granted(1, 105)),
        release(a, [20, open], unknown),
        take(b, [30, 40], granted(2, 135)),
      ],
    ],
    [
      'a lost grant that took effect at any time later',
      [
        take(a, [0, open], unknown),
        take(b, [20, 30], granted(1, 125)),
        release(b, [40, 50], released),
        take(b, [60, 70], held(2)),
      ],
    ],
    [
      'a release that was decided in time and seen by others a little later',
      [
        take(a, [0, 10], granted(1, 105, 205)),
        release(a, [100, 115], released),
        take(b, [110, 112], held(1)),
        take(b, [120, 130], granted(2, 225)),
      ],
    ],
    ['a time that was cut', [take(a, [0, 5], cut(1, 100)), take(b, [104, 108], granted(2, 205))]],
    [
      'a grant that is confirmed',
      [
        ask(a, [0, 5], pending(1, 22)),
        ask(a, [10, 15], pending(1, 33)),
        renew(a, [20, 25], granted(1, 122)),
        ask(a, [30, 35], granted(1, 132)),
        take(b, [100, 105], held(1)),
      ],
    ],
    [
      'a grant that is not confirmed, and its confirmation too late',
      [ask(a, [0, 5], pending(1, 22)), take(b, [21, 25], granted(2, 123)), renew(a, [30, 35], held(2))],
    ],
    [
      'a lost grant that was not confirmed',
      [ask(a, [0, open], unknown), take(b, [5, 10], held(1)), take(b, [22, 30], granted(2, 125))],
    ],
    [
      'only an unconfirmed grant is given back, by its own job',
      [
        ask(a, [0, 5], pending(1, 22)),
        giveBack(aSibling, [6, 7], absent),
        giveBack(a, [8, 9], released),
        take(a, [10, 11], granted(2, 110)),
        giveBack(a, [12, 13], absent),
        take(b, [14, 15], held(2)),
      ],
    ],
    [
      'a deployment whose run takes and releases its lock, until the deployment ends it',
      [
        deploy(d, [0, 5], granted(1, 102), []),
        take(a, [6, 7], held(1)),
        deploy(d, [10, 15], granted(1, 112)),
        take(a, [16, 17], granted(1, 112)),
        ask(aSibling, [18, 19], granted(1, 112)),
        renew(a2, [20, 21], granted(1, 112)),
        release(a, [22, 23], kept),
        deploy(e, [24, 25], held(1)),
        take(b, [26, 27], held(1)),
        release(d, [28, 29], released),
        take(b, [30, 31], granted(2, 130)),
      ],
    ],
    [
      'a deployment whose lost request may or may not have told of its run',
      [
        deploy(d, [0, 5], granted(1, 102), []),
        deploy(d, [6, open], unknown),
        take(a, [8, 9], granted(1, 107)),
      ],
    ],
    ['a lost grant that ran out', [take(a, [0, open], unknown), take(b, [120, 130], granted(2, 225))]],
  ])('%s', (_name, history) => {
    expect(checkHistory(history)).toEqual({ status: 'linearizable' });
  });
});

describe('refused', () => {
  test.each<[string, Operation[]]>([
    [
      'a renewal only that takes a free key',
      [
        take(a, [0, 10], granted(1, 105)),
        release(a, [20, 30], released),
        renew(a, [40, 50], granted(2, 145)),
      ],
    ],
    [
      'a renewal only that takes over',
      [take(a, [0, 10], granted(1, 105)), renew(a2, [20, 30], granted(2, 125))],
    ],
    [
      'a renewal only that finds nothing of what is held',
      [take(a, [0, 10], granted(1, 105)), renew(a, [20, 30], absent)],
    ],
    [
      'a renewal only without an answer that took a free key',
      [renew(a, [0, 10], unknown), take(b, [20, 30], held(1))],
    ],
    ['two holders at once', [take(a, [0, 10], granted(1, 105)), take(b, [20, 30], granted(2, 125))]],
    ['two holders that took at once', [take(a, [0, 10], granted(1, 105)), take(b, [0, 10], granted(2, 105))]],
    [
      'one token for two holders',
      [take(a, [0, 10], granted(1, 105)), release(a, [20, 30], released), take(b, [40, 50], granted(1, 145))],
    ],
    [
      'a token that goes back',
      [take(a, [0, 10], granted(7, 105)), release(a, [20, 30], released), take(b, [40, 50], granted(3, 145))],
    ],
    ['a grant before the expiry', [take(a, [0, 10], granted(1, 105)), take(b, [90, 99], granted(2, 195))]],
    [
      'a grant within the grace',
      [take(a, [0, 10], granted(1, 105, 505)), take(b, [200, 210], granted(2, 305))],
    ],
    [
      'a release that frees another’s lock',
      [take(a, [0, 10], granted(1, 105)), release(b, [20, 30], released)],
    ],
    ['a release by the attempt before', [take(a2, [0, 10], granted(1, 105)), release(a, [20, 30], released)]],
    [
      'a release that is forgotten',
      [take(a, [0, 10], granted(1, 105)), release(a, [20, 30], released), take(b, [40, 50], held(1))],
    ],
    ['a renewal with a new token', [take(a, [0, 10], granted(1, 105)), take(a, [20, 30], granted(2, 125))]],
    ['a renewal that shortens', [take(a, [0, 10], granted(1, 105)), take(a, [20, 30], granted(1, 70), 50)]],
    [
      'a renewal that is forgotten',
      [
        take(a, [0, 10], granted(1, 105)),
        take(a, [80, 90], granted(1, 185)),
        take(b, [120, 130], granted(2, 225)),
      ],
    ],
    [
      'a grant before the expiry, whose time was cut',
      [take(a, [6, 8], cut(1, 100)), take(b, [95, 98], granted(2, 196))],
    ],
    ['a time that was cut by more than it may', [take(a, [12, 14], cut(1, 100))]],
    ['a grant for the whole time that is to be confirmed', [ask(a, [0, 5], pending(1, 102))]],
    ['a grant that is to be confirmed and does not say so', [ask(a, [0, 5], granted(1, 22))]],
    ['a grace for a grant that was not confirmed', [ask(a, [0, 5], pending(1, 22, 500))]],
    ['a repeated request that confirms', [ask(a, [0, 5], pending(1, 22)), ask(a, [10, 15], granted(1, 112))]],
    [
      'a confirmation that leaves the grant unconfirmed',
      [ask(a, [0, 5], pending(1, 22)), renew(a, [10, 15], pending(1, 112))],
    ],
    [
      'a confirmed grant that is given back',
      [take(a, [0, 5], granted(1, 102)), giveBack(a, [10, 15], released)],
    ],
    [
      'an unconfirmed grant that another job gives back',
      [ask(a, [0, 5], pending(1, 22)), giveBack(aSibling, [10, 15], released)],
    ],
    [
      'an unconfirmed grant that is not given back',
      [ask(a, [0, 5], pending(1, 22)), giveBack(a, [8, 9], absent)],
    ],
    [
      'a job of a deployment’s run that takes the lock over',
      [deploy(d, [0, 5], granted(1, 102)), take(a, [6, 7], granted(2, 107))],
    ],
    [
      'a job of a deployment’s run that renews the lock',
      [deploy(d, [0, 5], granted(1, 102)), take(a, [40, 45], granted(1, 142))],
    ],
    [
      'a job of a deployment’s run that is refused',
      [deploy(d, [0, 5], granted(1, 102)), take(a, [6, 7], held(1))],
    ],
    [
      'a job of a deployment’s run that frees the key',
      [deploy(d, [0, 5], granted(1, 102)), release(a, [6, 7], released)],
    ],
    [
      'a release that keeps the lock of a deployment, by a job of another run',
      [deploy(d, [0, 5], granted(1, 102)), release(b, [6, 7], kept)],
    ],
    [
      'a job of another run that shares the lock of a deployment',
      [deploy(d, [0, 5], granted(1, 102)), take(b, [6, 7], granted(1, 102))],
    ],
    ['a refusal without a holder', [take(a, [0, 10], held(1))]],
    ['a refusal long after the expiry', [take(a, [0, 10], granted(1, 105)), take(b, [200, 210], held(1))]],
    ['a lock that vanished', [take(a, [0, 10], granted(1, 105)), release(a, [20, 30], absent)]],
    ['a lock that lasts an hour too long', [take(a, [0, 10], granted(1, 3_600_105))]],
    ['a lock that had run out when it was granted', [take(a, [0, 10], granted(1, -3_599_895))]],
    [
      'a lost grant that was skipped although it was seen',
      [take(a, [0, open], unknown), take(b, [20, 30], held(1)), take(b, [40, 50], granted(2, 145))],
    ],
    [
      'a lost grant that took effect after its time',
      [
        take(a, [0, 10], unknown),
        take(b, [20, 30], granted(1, 125)),
        release(b, [40, 50], released),
        take(b, [60, 70], held(2)),
      ],
    ],
    ['an effect before its call', [take(b, [0, 5], held(1)), take(a, [10, 20], granted(1, 115))]],
  ])('%s', (_name, history) => {
    expect(checkHistory(history)).toMatchObject({ status: 'violated', key: 'k' });
  });

  test('one bad key among good ones', () => {
    const good = take(a, [0, 10], granted(1, 105));
    const bad = { ...take(a, [0, 10], held(3)), key: 'bad' };
    expect(checkHistory([good, bad])).toMatchObject({ status: 'violated', key: 'bad' });
  });
});
