/** The queue of every store against a model of it: first come, first served, and no job waits forever. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { waiterId } from '../../../src/domain/locks/queue.ts';
import { openDatabase } from '../../../src/server/database/open.ts';
import { maxWaitersPerRepository } from '../../../src/server/locks/store.ts';
import {
  describeEvents,
  holder,
  place,
  releaseRequest,
  takeRequest,
  waitUntil,
} from '../../support/locks.ts';
import { openStore, type Store } from '../../support/store.ts';
import { createTestDatabase, describeEachStore, type TestDatabase } from '../../support/stores.ts';

interface Waiting {
  readonly job: string;
  readonly keys: readonly string[];
  isLive: boolean;
}
interface Held {
  readonly job: string;
  isPending: boolean;
}
type Command =
  | { readonly do: 'join'; readonly job: string; readonly keys: readonly string[]; readonly isLive: boolean }
  /** `waiting`: an attempt from the queue; `place`: as the first request of one that would wait; `none`: as the CLI. */
  | {
      readonly do: 'take';
      readonly job: string;
      readonly keys: readonly string[];
      readonly from: 'waiting' | 'place' | 'none';
      /** The grant is to be confirmed. */
      readonly confirm: boolean;
    }
  | { readonly do: 'confirm'; readonly job: string; readonly keys: readonly string[] }
  | { readonly do: 'release'; readonly key: string }
  | { readonly do: 'leave'; readonly job: string; readonly keys: readonly string[] }
  | { readonly do: 'forget' };

const job = fc.constantFrom('1', '2', '3', '4');
const keys = fc.subarray(['a', 'b', 'c'], { minLength: 1 });
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ do: fc.constant('join' as const), job, keys, isLive: fc.boolean() }),
  fc.record({
    do: fc.constant('take' as const),
    job,
    keys,
    from: fc.constantFrom('waiting' as const, 'place' as const, 'none' as const),
    confirm: fc.boolean(),
  }),
  fc.record({ do: fc.constant('confirm' as const), job, keys }),
  fc.record({ do: fc.constant('release' as const), key: fc.constantFrom('a', 'b', 'c') }),
  fc.record({ do: fc.constant('leave' as const), job, keys }),
  fc.constant({ do: 'forget' as const }),
);
const longMs = 600_000;

/** What a correct queue does. */
function createModel() {
  const holders = new Map<string, Held>();
  const holds = (key: string, by: string) => holders.get(key)?.job === by;
  const isPending = (key: string) => holders.get(key)?.isPending === true;
  let queue: Waiting[] = [];
  const find = (by: string, wanted: readonly string[]) =>
    queue.findIndex((one) => one.job === by && one.keys.join() === wanted.join());
  return {
    holders,
    live: () => queue.filter(({ isLive }) => isLive),
    join(by: string, wanted: readonly string[], isLive: boolean) {
      const known = queue[find(by, wanted)];
      if (known === undefined) queue.push({ job: by, keys: wanted, isLive });
      else known.isLive = isLive;
    },
    leave(by: string, wanted: readonly string[]) {
      const index = find(by, wanted);
      if (index >= 0) queue.splice(index, 1);
      return index >= 0;
    },
    forget() {
      queue = queue.filter(({ isLive }) => isLive);
    },
    confirm(by: string, wanted: readonly string[]) {
      const held = wanted.filter((key) => holders.has(key) && !holds(key, by));
      if (held.length > 0) return `held ${held.join()}`;
      if (!wanted.every((key) => holds(key, by))) return 'lost';
      const index = find(by, wanted);
      if (index >= 0 && wanted.some(isPending)) queue.splice(index, 1);
      for (const key of wanted) holders.set(key, { job: by, isPending: false });
      return 'granted';
    },
    take(by: string, wanted: readonly string[], from: 'waiting' | 'place' | 'none', confirm = false) {
      const held = wanted.filter((key) => holders.has(key) && !holds(key, by));
      if (held.length > 0) return `held ${held.join()}`;
      const fresh = wanted.filter((key) => !holders.has(key));
      const index = find(by, wanted);
      if (fresh.length > 0) {
        if (from === 'waiting' && index < 0) return 'left';
        const before = from === 'none' || index < 0 ? queue : queue.slice(0, index);
        const isAhead = (one: Waiting) =>
          one.isLive && one.job !== by && one.keys.some((key) => fresh.includes(key));
        const ahead = before.find(isAhead);
        if (ahead !== undefined) return `after ${ahead.job}`;
      }
      for (const key of wanted) {
        holders.set(key, { job: by, isPending: confirm && (!holders.has(key) || isPending(key)) });
      }
      const one = from === 'none' ? undefined : queue[index];
      if (one === undefined) return 'granted';
      // The place is kept, and ahead of others, until the confirmation.
      if (wanted.some(isPending)) one.isLive = true;
      else queue.splice(index, 1);
      return 'granted';
    },
  };
}

describeEachStore('the queue for locks', (engine) => {
  let database: TestDatabase;
  let store: Store;
  beforeAll(async () => {
    database = await createTestDatabase(engine);
    store = await openStore(database.config);
  });
  afterAll(async () => {
    await store?.close();
    await database?.dispose();
  });

  function createSubject(repositoryId: string) {
    const ask = (by: string, paths: readonly string[]) =>
      paths.map((path) => takeRequest(holder(by), path, { repositoryId, ttlMs: longMs }));
    const join = (by: string, paths: readonly string[], isLive = true) =>
      store.locks.queue.join({ requests: ask(by, paths), leaseMs: isLive ? longMs : -longMs });
    return {
      ask,
      join,
      leave: (by: string, paths: readonly string[]) => store.locks.queue.leave(waiterId(ask(by, paths))),
      async confirm(by: string, paths: readonly string[]) {
        const requests = ask(by, paths).map((request) => ({ ...request, renewOnly: true }));
        const outcome = await store.locks.take(requests, describeEvents, { waiterId: waiterId(requests) });
        if (outcome.status !== 'held') return outcome.status;
        return `held ${outcome.held.map(({ record }) => record.path).join()}`;
      },
      async take(by: string, paths: readonly string[], from: 'waiting' | 'place' | 'none', confirm = false) {
        const confirmMs = confirm ? longMs : undefined;
        const requests = ask(by, paths).map((request) => ({ ...request, confirmMs }));
        const options =
          from === 'none' ? {} : { waiterId: waiterId(requests), isPlaceRequired: from === 'waiting' };
        const outcome = await store.locks.take(requests, describeEvents, options);
        if (outcome.status !== 'held') return outcome.status;
        if (outcome.ahead !== undefined) return `after ${outcome.ahead.waiter.holder.runId}`;
        return `held ${outcome.held.map(({ record }) => record.path).join()}`;
      },
      release: (key: string, by: string) =>
        store.locks.release(
          { ...place, repositoryId, path: key },
          releaseRequest(holder(by)),
          describeEvents,
        ),
    };
  }

  // Lock guarantee: first-come
  test('grants and refuses as the model does, whatever happens', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 40 }), async (commands) => {
        const model = createModel();
        const subject = createSubject(randomUUID());
        for (const one of commands) {
          if (one.do === 'join') {
            model.join(one.job, one.keys, one.isLive);
            await subject.join(one.job, one.keys, one.isLive);
          } else if (one.do === 'take') {
            expect(await subject.take(one.job, one.keys, one.from, one.confirm)).toBe(
              model.take(one.job, one.keys, one.from, one.confirm),
            );
          } else if (one.do === 'confirm') {
            expect(await subject.confirm(one.job, one.keys)).toBe(model.confirm(one.job, one.keys));
          } else if (one.do === 'leave') {
            expect(await subject.leave(one.job, one.keys)).toBe(model.leave(one.job, one.keys));
          } else if (one.do === 'forget') {
            model.forget();
            await store.locks.queue.forget(0);
          } else {
            const by = model.holders.get(one.key)?.job;
            if (by === undefined) continue;
            model.holders.delete(one.key);
            expect(await subject.release(one.key, by)).toMatchObject({ status: 'released' });
          }
        }
        // No job waits forever: as soon as holders release, all are served, for each key the first in the queue first.
        for (const [key, { job: by }] of model.holders) await subject.release(key, by);
        model.holders.clear();
        for (let left = model.live(); left.length > 0; left = model.live()) {
          const served: Waiting[] = [];
          for (const one of left.toReversed()) {
            const outcome = await subject.take(one.job, one.keys, 'waiting');
            expect(outcome).toBe(model.take(one.job, one.keys, 'waiting'));
            if (outcome === 'granted') served.push(one);
          }
          expect(served.length).toBeGreaterThan(0);
          for (const one of served) {
            for (const key of one.keys) {
              if (model.holders.get(key)?.job !== one.job) continue;
              model.holders.delete(key);
              await subject.release(key, one.job);
            }
          }
        }
      }),
      { numRuns: 40, seed: 4 },
    );
  });

  test('a place is kept by asking again, lost by leaving, and stands where it stood after a silence', async () => {
    const subject = createSubject(randomUUID());
    await subject.take('9', ['a'], 'none');
    const first = await subject.join('1', ['a'], false);
    const second = await subject.join('2', ['a']);
    expect(second).toMatchObject({ holder: { runId: '2' } });
    await subject.release('a', '9');
    expect(await subject.take('3', ['a'], 'none')).toBe('after 2');
    expect(await subject.join('1', ['a'])).toEqual(first);
    expect(await subject.take('2', ['a'], 'waiting')).toBe('after 1');
    const requests = subject.ask('2', ['a']);
    expect(await store.locks.queue.stand(waiterId(requests))).toMatchObject({
      ahead: 1,
      first: { holder: { runId: '1' } },
    });
    await subject.leave('1', ['a']);
    expect(await store.locks.queue.stand(waiterId(requests))).toMatchObject({ ahead: 0, first: undefined });
  });

  // Lock guarantee: first-come
  test('a job that confirms too late still has its place', async () => {
    const subject = createSubject(randomUUID());
    await subject.take('9', ['a'], 'none');
    await subject.join('1', ['a']);
    await subject.join('2', ['a']);
    await subject.release('a', '9');
    const requests = subject.ask('1', ['a']).map((request) => ({ ...request, confirmMs: 1 }));
    const own = { waiterId: waiterId(requests) };
    const taken = await store.locks.take(requests, describeEvents, own);
    if (taken.status !== 'granted') throw new Error('the first in the queue was not served');
    expect(taken.grants).toMatchObject([{ record: { pending: true } }]);
    await waitUntil(store, taken.grants[0]?.record.freeAt ?? 0);
    const renewals = requests.map((request) => ({ ...request, confirmMs: undefined, renewOnly: true }));
    expect(await store.locks.take(renewals, describeEvents, own)).toMatchObject({ status: 'lost' });
    // Its lease was no longer than the grant; asking again renews it.
    await subject.join('1', ['a']);
    expect(await subject.take('2', ['a'], 'waiting')).toBe('after 1');
    expect(await subject.take('1', ['a'], 'waiting')).toBe('granted');
  });

  test('a place is for all of its keys at once, in whatever order they are named', async () => {
    const subject = createSubject(randomUUID());
    await subject.take('9', ['b'], 'none');
    const one = await subject.join('1', ['a', 'b']);
    expect(await subject.join('1', ['b', 'a'])).toEqual(one);
    // `a` is free but reserved: otherwise a job that wants both keys might never get them.
    expect(await subject.take('2', ['a'], 'none')).toBe('after 1');
  });

  test('the holder itself, the next attempt and who is back within the grace pass it', async () => {
    const repositoryId = randomUUID();
    const take = (attempt: number, path: string, more = {}) =>
      store.locks.take(
        [takeRequest(holder('1', attempt), path, { repositoryId, kind: 'run', ...more })],
        describeEvents,
      );
    const subject = createSubject(repositoryId);
    await take(1, 'a');
    await subject.join('2', ['a', 'b']);
    expect(await take(1, 'a')).toMatchObject({ grants: [{ how: 'renewed' }] });
    expect(await take(2, 'a', { ttlMs: 1, graceMs: longMs })).toMatchObject({
      grants: [{ how: 'taken_over' }],
    });
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await take(2, 'a', { graceMs: 0, ttlMs: 1 })).toMatchObject({ grants: [{ how: 'created' }] });
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await take(2, 'a')).toMatchObject({ status: 'held', ahead: { path: 'a' } });
  });

  test('says when too many wait', async () => {
    const repositoryId = randomUUID();
    const subject = createSubject(repositoryId);
    expect(await subject.join('1', ['a'])).not.toBe('full');
    const { db } = openDatabase(database.config);
    const rows = Array.from({ length: maxWaitersPerRepository - 1 }, () => ({
      workspace_id: place.workspaceId,
      repository_id: repositoryId,
      id: randomUUID(),
      job: 'somebody',
      holder: '{}',
      joined_at: 0,
      live_until: Number.MAX_SAFE_INTEGER,
    }));
    await db.insertInto('lock_waiters').values(rows).execute();
    await db.destroy();
    expect(await subject.join('2', ['a'])).toBe('full');
    expect(await subject.join('1', ['a'])).not.toBe('full');
  });
});
