/** Waits until an entry of the queue is settled: an attempt at it ended, or it left the queue. */
import type { Kysely } from 'kysely';
import type { Clock } from '../../base/ports.ts';
import type { Database } from '../database/schema.ts';
import type { EntryName } from './entry.ts';

/** Interval between two checks whether the entry has left the queue, in milliseconds. */
const settlePauseMs = 250;

interface SettlePorts {
  readonly db: Kysely<Database>;
  readonly clock: Pick<Clock, 'sleep'>;
}

export interface Settling {
  /** An attempt of this process at the entry has ended. */
  ended(name: EntryName): void;
  /** Waits for at most `withinMs`. Returns whether the entry is settled, by this process or another one. */
  wait(name: EntryName, withinMs: number): Promise<boolean>;
}

const nameOf = ({ kind, key }: EntryName) => JSON.stringify([kind, key]);

/** Returns `true` when the entry has left the queue, `false` when `signal` is aborted. Rejects if the database does not answer. */
async function untilGone(
  { kind, key }: EntryName,
  signal: AbortSignal,
  { db, clock }: SettlePorts,
): Promise<boolean> {
  while (!signal.aborted) {
    const entry = db.selectFrom('work_entries').select('id').where('kind', '=', kind).where('key', '=', key);
    if ((await entry.where('state', '=', 'waiting').executeTakeFirst()) === undefined) return true;
    await clock.sleep(settlePauseMs, signal);
  }
  return false;
}

export function createSettling(ports: SettlePorts): Settling {
  const waiting = new Map<string, Set<() => void>>();
  return {
    ended(name) {
      for (const tell of waiting.get(nameOf(name)) ?? []) tell();
    },
    async wait(name, withinMs) {
      const over = new AbortController();
      const tellers = waiting.get(nameOf(name)) ?? new Set();
      waiting.set(nameOf(name), tellers);
      const ended = new Promise<boolean>((resolve) => {
        const tell = () => resolve(true);
        tellers.add(tell);
        over.signal.addEventListener('abort', () => tellers.delete(tell));
      });
      const pausing = ports.clock.sleep(withinMs, over.signal).then(
        () => false,
        () => false,
      );
      const gone = untilGone(name, over.signal, ports).catch(() => false);
      const hasEnded = await Promise.race([ended, pausing, gone]);
      over.abort();
      if (tellers.size === 0) waiting.delete(nameOf(name));
      return hasEnded;
    },
  };
}
