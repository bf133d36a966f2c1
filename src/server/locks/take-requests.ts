/** Reads what a job asks for: its own repository's keys, each once, for a time that the workspace allows. */
import { defaultTtlSeconds, type LockRequest } from '../../api/routes/locks.ts';
import type { LockKey } from '../../domain/locks/lock-key.ts';
import type { TakeRequest } from '../../domain/locks/take.ts';
import { findTtlProblem } from '../../domain/locks/words.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { Refusal } from '../http/answer.ts';
import { type LockCaller, readOwnKey } from './caller.ts';

const secondMs = 1_000;

export interface TakeAsk {
  readonly keys: readonly string[];
  readonly terms: Partial<Omit<LockRequest, 'key'>>;
}

export type ReadRequests =
  | { readonly status: 'read'; readonly requests: readonly TakeRequest[] }
  | { readonly status: 'refused'; readonly refusal: Refusal };

function readKeys(
  keys: readonly string[],
  caller: LockCaller,
): { readonly keys: readonly LockKey[] } | { readonly refusal: Refusal } {
  const known: LockKey[] = [];
  for (const text of keys) {
    const read = readOwnKey(text, caller);
    if (read.status === 'refused') return { refusal: read.refusal };
    if (known.some(({ path }) => path === read.key.path)) {
      const errorMessage = 'The request names a key twice.';
      return { refusal: { httpStatus: 400, errorTag: 'LockKeyInvalid', errorMessage } };
    }
    known.push(read.key);
  }
  return { keys: known };
}

/** One request per key, in the order of the keys. */
export function readTakeRequests(
  { keys, terms }: TakeAsk,
  caller: LockCaller,
  random: AppDependencies['random'],
): ReadRequests {
  const { ttl = defaultTtlSeconds, lockMessage = '', properties } = terms;
  const { workspace, session } = caller;
  const problem = findTtlProblem(ttl, workspace.locks.maxTtlSeconds);
  if (problem !== undefined) {
    return {
      status: 'refused',
      refusal: { httpStatus: 400, errorTag: 'LockTtlInvalid', errorMessage: problem },
    };
  }
  const read = readKeys(keys, caller);
  if ('refusal' in read) return { status: 'refused', refusal: read.refusal };
  const requests = read.keys.map(
    ({ path }): TakeRequest => ({
      workspaceId: workspace.id,
      repositoryId: session.repositoryId,
      path,
      holder: properties?.scope === 'run' ? caller.asRun : caller.holder,
      kind: properties?.kind ?? 'hold',
      ttlMs: ttl * secondMs,
      message: lockMessage,
      graceMs: workspace.locks.graceSeconds * secondMs,
      id: random.uuid(),
      renewOnly: properties?.renewOnly ?? false,
    }),
  );
  return { status: 'read', requests };
}
