/** Faults of a history that is well but for the locks of components. */
import type { Invariant } from './check-evidence.ts';
import { type Change, lockOf } from './evidence-fixture.ts';

/** A change to a history, and the invariant that it breaks. */
export interface Fault {
  readonly invariant: Invariant;
  readonly name: string;
  readonly change: Change;
}

export const lockFaults: readonly Fault[] = [
  {
    invariant: 'locksAreRespected',
    name: 'an apply that is ordered while a job holds its lock',
    change: ({ locks }) => ({ locks: [...locks, lockOf(undefined, 'dev/vpc', 50_000, 59_500)] }),
  },
  {
    invariant: 'locksAreRespected',
    name: 'an apply that is ordered while another deployment holds its lock',
    change: ({ locks }) => ({ locks: [...locks, lockOf('1/0', 'dev/eks', 50_000, 79_500)] }),
  },
  {
    invariant: 'changesHoldLocks',
    name: 'an apply without a lock',
    change: ({ locks }) => ({ locks: locks.slice(1) }),
  },
  {
    invariant: 'changesHoldLocks',
    name: 'an apply that takes its lock after its order',
    change: () => ({
      locks: [lockOf('2/0', 'dev/vpc', 59_500, 70_000), lockOf('2/1', 'dev/eks', 78_000, 90_000)],
    }),
  },
  {
    invariant: 'oneLockAtATime',
    name: 'a job and a deployment with one lock',
    change: ({ locks }) => ({ locks: [...locks, lockOf(undefined, 'dev/vpc', 69_999, 80_000)] }),
  },
  {
    invariant: 'locksEnd',
    name: 'a deployment that has ended and holds its lock',
    change: ({ locks: [, ...others], now }) => ({
      locks: [lockOf('2/0', 'dev/vpc', 58_000, now + 1), ...others],
    }),
  },
  {
    invariant: 'locksEnd',
    name: 'a deployment that has ended and waits for its lock',
    change: () => ({ places: ['2/0'] }),
  },
];
