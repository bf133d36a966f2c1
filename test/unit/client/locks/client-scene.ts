/** Time that passes only during a sleep, and a lock server that renews, as plain objects. */
import type { LockGrant, LockOrder, TakeAnswer } from '../../../../src/client/locks/lock-answers.ts';

export function createTime() {
  let now = 1_000_000;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => now,
    /** Called at every sleep, with the time before it. */
    onSleep: (_now: number): void => {},
    async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
      this.onSleep(now);
      signal?.throwIfAborted();
      sleeps.push(milliseconds);
      now += milliseconds;
    },
    advance(milliseconds: number): void {
      now += milliseconds;
    },
  };
}

export function grantOf(key: string, more: Partial<LockGrant> = {}): LockGrant {
  return {
    id: `id-${key}`,
    key,
    fencingToken: 1,
    expiresAt: undefined,
    outcome: 'created',
    runUrl: undefined,
    ...more,
  };
}

export const heldBy = (holder: string): TakeAnswer & { status: 'held' } => ({
  status: 'held',
  message: `Stack is already locked by ${holder}`,
  holder,
  lockId: `id-of-${holder}`,
  position: undefined,
});

/** One job's view of a server: what it holds, and until when. `knowsRenewOnly`: as ours does, and older ones do not. */
export function createServer(time: { now(): number }, knowsRenewOnly = true) {
  const held = new Map<string, { id: string; until: number }>();
  const foreign = new Set<string>();
  let ids = 0;
  return {
    held,
    /** Keys that another holder has. */
    foreign,
    /** How many it has made. */
    get grants() {
      return ids;
    },
    takes: [] as (readonly string[])[],
    releases: [] as string[],
    async takeLocks({ keys, ttlSeconds, renewOnly = false }: LockOrder): Promise<TakeAnswer> {
      this.takes.push(keys);
      const blocked = keys.find((key) => foreign.has(key));
      if (blocked !== undefined) return heldBy('a stranger');
      const isHeld = (key: string) => (held.get(key)?.until ?? 0) > time.now();
      if (renewOnly && knowsRenewOnly && !keys.every(isHeld)) return heldBy('nobody');
      const until = time.now() + ttlSeconds.renewing * 1_000;
      const grants = keys.map((key) => {
        const known = held.get(key);
        const isLive = known !== undefined && isHeld(key);
        ids += isLive ? 0 : 1;
        const id = isLive ? known.id : `g-${ids}`;
        held.set(key, { id, until });
        return grantOf(key, { id, outcome: isLive ? 'renewed' : 'created' });
      });
      return { status: 'granted', grants };
    },
    async releaseLock({ id }: { readonly id: string }): Promise<void> {
      this.releases.push(id);
      for (const [key, lock] of held) if (lock.id === id) held.delete(key);
    },
  };
}
