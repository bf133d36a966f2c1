/**
 * The guarantees of locks and the failures that they survive, each with the tests that prove it. A test names them in a
 * comment above its title: `// Lock guarantee: one-holder`.
 */
import { listProvingTests, provenTable } from './proving-tests.ts';

export const guarantees = {
  'one-holder': 'A key has at most one holder at a time, by the database’s clock.',
  'growing-tokens':
    'Each grant of a key has a greater fencing token than all before it, across releases, expiries, force and restarts.',
  'same-grant': 'The same job that asks again gets the same grant, never with a shorter time.',
  'own-release':
    'A release only frees the releaser’s own grant. Force is a separate permission and names the holder that lost the lock.',
  'bounded-by-ttl': 'A lock outlives its job by its TTL at most.',
  'first-come': 'A waiting job gets a free key in order of arrival, wherever the key was freed.',
  'database-clock': 'The clocks of servers and runners have no influence on a decision.',
  'all-or-none': 'Several keys are granted together or not at all, and deadlock is impossible.',
  'deployment-lock':
    'A deployment and the jobs of its runs are one holder: these jobs get its lock, and only the deployment ends it.',
  'one-end': 'Every grant has exactly one end, with one audit entry.',
} as const;

export const failures = {
  'cancelled-holder': 'The job is cancelled while it holds the lock.',
  'cancelled-waiter': 'The job is cancelled while it waits.',
  'killed-waiter':
    'The job is killed while it waits, also behind a proxy that hides its disconnect from the server.',
  'runner-lost': 'The runner is killed or lost.',
  'server-unreachable': 'The job cannot reach the server.',
  'github-unreachable': 'The server cannot reach GitHub.',
  'wrong-clocks': 'The clock of a server or a runner is wrong, or is changed.',
  'database-clock-set': 'The clock of the database is changed.',
  'take-repeated': 'A take succeeds, its answer is lost, and it is repeated.',
  'release-repeated':
    'A release succeeds, its answer is lost, and it is repeated when another job has the lock.',
  'request-duplicated': 'The network delivers a request twice, at once or later.',
  'late-renewal': 'A renewal arrives after the lock has ended.',
  'matrix-jobs': 'Two jobs of one matrix want the same key.',
  'foreign-cleanup': 'A job that never had the lock releases it.',
  'new-attempt': 'A run is started again while the earlier attempt holds the lock.',
  'short-ttl': 'The TTL is shorter than the work.',
  freeze: 'A run takes a hold and ends at once.',
  'server-killed': 'A server is killed after the commit and before the answer.',
  'hand-off-killed': 'A server is killed between a release and the grant to the next job.',
  'server-stopped': 'A server stops while jobs wait.',
  'database-restart': 'The database restarts.',
  forced: 'A lock is released by force while its run is running.',
  'upload-parts': 'A chunk of an upload comes twice or not at all, or a server is killed meanwhile.',
} as const;

export const lockProof = 'Lock guarantee';

export function guaranteesTable(root: string): string {
  return provenTable('guarantee', guarantees, listProvingTests(root, lockProof));
}

export function failuresTable(root: string): string {
  return provenTable('failure', failures, listProvingTests(root, lockProof));
}
