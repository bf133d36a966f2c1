/** Random histories of the queue against a model that fits in an array: time that jumps, leases that are abandoned, holders that come late. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { enqueueRecurring } from '../../../src/server/work/enqueue.ts';
import type { WorkEntry } from '../../../src/server/work/entry.ts';
import { finish, giveUp, hold, postpone, renew, retryLater } from '../../../src/server/work/lease.ts';
import { patience } from '../../support/patience.ts';
import { describeEachStore } from '../../support/stores.ts';
import { leaseMs, openQueue, type Queue } from './scene.ts';

/** One step of the model's time, in milliseconds; the database's own clock adds less than one to a history. */
const hourMs = 3_600_000;
const leaseHours = leaseMs / hourMs;

interface ModelEntry {
  readonly key: string;
  readonly lane: string | undefined;
  readonly periodHours: number | undefined;
  readonly order: number;
  payload: number;
  state: 'waiting' | 'failed';
  /** In hours of the model. */
  dueAt: number;
  againAt: number | undefined;
  isLeased: boolean;
  lease: number;
  attempts: number;
}

interface Claimed {
  readonly entry: WorkEntry;
  readonly model: ModelEntry;
  readonly lease: number;
}

class Model {
  now = 0;
  entries: ModelEntry[] = [];
  readonly claimed: Claimed[] = [];
  /** Payloads by key that were finished: none twice. */
  readonly finished: string[] = [];
  #order = 0;

  add(entry: Pick<ModelEntry, 'key' | 'lane' | 'periodHours' | 'payload' | 'dueAt'>): void {
    this.#order += 1;
    const fresh = { state: 'waiting', againAt: undefined, isLeased: false, lease: 0, attempts: 0 } as const;
    this.entries.push({ ...fresh, ...entry, order: this.#order });
  }

  enqueue(
    key: string,
    lane: string | undefined,
    { payload, delay }: { payload: number; delay: number },
  ): void {
    const dueAt = this.now + delay;
    const known = this.entries.find((entry) => entry.key === key);
    if (known === undefined) {
      this.add({ key, lane, periodHours: undefined, payload, dueAt });
      return;
    }
    known.payload = payload;
    if (known.state === 'failed') Object.assign(known, { state: 'waiting', attempts: 0, dueAt });
    else if (known.isLeased) known.againAt = Math.min(known.againAt ?? dueAt, dueAt);
    else if (known.attempts === 0) known.dueAt = Math.min(known.dueAt, dueAt);
  }

  claimable(): ModelEntry[] {
    return this.entries
      .filter(
        (entry) =>
          entry.state === 'waiting' &&
          entry.dueAt <= this.now &&
          (entry.isLeased ||
            entry.lane === undefined ||
            !this.entries.some(
              (mate) =>
                mate.lane === entry.lane &&
                mate !== entry &&
                (mate.isLeased || (mate.state === 'waiting' && mate.order < entry.order)),
            )),
      )
      .sort((one, other) => one.dueAt - other.dueAt || one.order - other.order);
  }

  holds({ model, lease }: Claimed): boolean {
    return this.entries.includes(model) && model.isLeased && model.lease === lease;
  }

  end({ model }: Claimed, dueAt: number | undefined): void {
    const due = Math.min(dueAt ?? Number.POSITIVE_INFINITY, model.againAt ?? Number.POSITIVE_INFINITY);
    if (due === Number.POSITIVE_INFINITY) this.entries = this.entries.filter((entry) => entry !== model);
    Object.assign(model, { isLeased: false, attempts: 0, againAt: undefined, dueAt: due });
  }
}

type Step = (model: Model, queue: Queue) => Promise<void>;

const key = fc.integer({ min: 0, max: 5 });
/** Keys of one lane share it for good. */
const laneOf = (number: number) => (number < 4 ? `lane-${number % 2}` : undefined);

const enqueueStep = fc.tuple(key, fc.nat(1_000), fc.integer({ min: 0, max: 3 })).map(
  ([number, payload, delay]): Step =>
    async (model, queue) => {
      const name = `key-${number}`;
      const lane = laneOf(number);
      await queue.enqueue({ kind: 'job', key: name, lane, payload, delayMs: delay * hourMs });
      model.enqueue(name, lane, { payload, delay });
    },
);

const claimStep = fc.integer({ min: 1, max: 4 }).map(
  (limit): Step =>
    async (model, queue) => {
      const entries = await queue.claim({ limit });
      const claimable = model.claimable();
      expect(entries).toHaveLength(Math.min(limit, claimable.length));
      // Those that are due at one time may come in any order that the clock between two inserts makes.
      const lastDue = claimable[entries.length - 1]?.dueAt ?? 0;
      for (const entry of entries) {
        const found = claimable.find((one) => one.key === entry.key);
        if (found === undefined) throw new Error(`${entry.key} was not to be claimed`);
        expect(found.dueAt).toBeLessThanOrEqual(lastDue);
        found.lease += 1;
        found.attempts += 1;
        Object.assign(found, { isLeased: true, dueAt: model.now + leaseHours, againAt: undefined });
        expect(entry).toMatchObject({ lane: found.lane, payload: found.payload, attempts: found.attempts });
        model.claimed.push({ entry, model: found, lease: found.lease });
      }
    },
);

/** By anybody who ever had a claim, long lost or not. */
function byHolder(act: (claimed: Claimed, model: Model, queue: Queue) => Promise<boolean>) {
  return (number: number): Step =>
    async (model, queue) => {
      const claimed = model.claimed[number % Math.max(1, model.claimed.length)];
      if (claimed === undefined) return;
      const holds = model.holds(claimed);
      expect(await act(claimed, model, queue)).toBe(holds);
    };
}

const enders = [
  byHolder(async (claimed, model, { db, dialect }) => {
    if (model.holds(claimed)) {
      const { periodHours } = claimed.model;
      model.end(claimed, periodHours === undefined ? undefined : model.now + periodHours);
      model.finished.push(`${claimed.entry.id}/${claimed.lease}`);
    }
    return finish(db, dialect, claimed.entry);
  }),
  byHolder(async (claimed, model, { db, dialect }) => {
    if (model.holds(claimed)) model.end(claimed, model.now + 2);
    return postpone(db, dialect, { ...claimed.entry, delayMs: 2 * hourMs });
  }),
  byHolder(async (claimed, model, { db, dialect }) => {
    if (model.holds(claimed)) {
      Object.assign(claimed.model, { isLeased: false, againAt: undefined, dueAt: model.now + 1 });
    }
    return retryLater(db, dialect, { ...claimed.entry, delayMs: hourMs, problem: 'p' });
  }),
  byHolder(async (claimed, model, { db, dialect }) => {
    if (model.holds(claimed)) {
      Object.assign(claimed.model, { state: 'failed', isLeased: false, againAt: undefined });
    }
    return giveUp(db, dialect, { ...claimed.entry, problem: 'p' });
  }),
  byHolder(async (claimed, model, { db, dialect }) => {
    if (model.holds(claimed)) claimed.model.dueAt = model.now + leaseHours;
    return renew(db, dialect, { ...claimed.entry, leaseMs });
  }),
  byHolder(async (claimed, _, { db, dialect }) => hold(db, dialect, claimed.entry)),
];
const endStep = fc.tuple(fc.constantFrom(...enders), fc.nat(20)).map(([ender, number]) => ender(number));

const moveStep = fc.integer({ min: 1, max: 3 }).map(
  (hours): Step =>
    async (model, queue) => {
      await queue.move(hours * hourMs);
      model.now += hours;
    },
);

const history = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: enqueueStep },
    { weight: 3, arbitrary: claimStep },
    { weight: 4, arbitrary: endStep },
    { weight: 2, arbitrary: moveStep },
  ),
  { minLength: 5, maxLength: 40 },
);

describeEachStore('the work queue against its model', (engine) => {
  test(
    'any history',
    async () => {
      await using queue = await openQueue(engine);
      await fc.assert(
        fc.asyncProperty(history, async (steps) => {
          await queue.db.deleteFrom('work_entries').execute();
          const model = new Model();
          await enqueueRecurring(queue.db, queue.dialect, { kind: 'job', key: 'tick', periodMs: 2 * hourMs });
          model.add({ key: 'tick', lane: undefined, periodHours: 2, payload: 0, dueAt: 0 });
          await queue.db.updateTable('work_entries').set({ payload: '0' }).execute();
          for (const step of steps) {
            await step(model, queue);
            // What is due by the model is due by the clock, which runs a little meanwhile.
            await queue.move(50);
          }
          expect(new Set(model.finished).size).toBe(model.finished.length);
          // Nothing is lost: what is left can be claimed in the end, all of it, lane by lane.
          await queue.move(1_000 * hourMs);
          const left = model.entries.filter(({ state }) => state === 'waiting').map((entry) => entry.key);
          const drained: string[] = [];
          for (let entries = await queue.claim(); entries.length > 0; entries = await queue.claim()) {
            for (const entry of entries) {
              drained.push(entry.key);
              expect(await giveUp(queue.db, queue.dialect, { ...entry, problem: 'over' })).toBe(true);
            }
          }
          expect(drained.sort()).toEqual(left.sort());
        }),
        { numRuns: engine === 'sqlite' ? 150 : 40 },
      );
    },
    patience(60_000),
  );
});
