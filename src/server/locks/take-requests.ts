/** Reads what a job asks for: keys of its own repository, each once, for a time that the workspace allows. */
import { defaultTtlSeconds, type LockRequest } from '../../api/routes/locks.ts';
import type { Random } from '../../base/ports.ts';
import { ok } from '../../base/result.ts';
import type { LockKey } from '../../domain/locks/lock-key.ts';
import type { TakeRequest } from '../../domain/locks/take.ts';
import { findTtlProblem } from '../../domain/locks/words.ts';
import { type Answer, refuseRequest } from '../http/answer.ts';
import { type LockCaller, readOwnLockKey } from './caller.ts';

const secondMs = 1_000;

export interface TakeAsk {
  readonly keys: readonly string[];
  readonly terms: {
    readonly ttl?: number | undefined;
    readonly lockMessage?: string | undefined;
    readonly properties?: LockRequest['properties'] | undefined;
  };
}

function readKeys(keys: readonly string[], caller: LockCaller): Answer<readonly LockKey[]> {
  const known: LockKey[] = [];
  for (const text of keys) {
    const read = readOwnLockKey(text, caller);
    if (read.status === 'refused') return read;
    if (known.some(({ path }) => path === read.value.path)) {
      return refuseRequest(400, 'LockKeyInvalid', `Duplicate key ${text}. Name each key once.`);
    }
    known.push(read.value);
  }
  return ok(known);
}

/** One request per key, in the order of the keys. */
export function readTakeRequests(
  { keys, terms }: TakeAsk,
  caller: LockCaller,
  random: Pick<Random, 'uuid'>,
): Answer<readonly TakeRequest[]> {
  const { ttl = defaultTtlSeconds, lockMessage = '', properties } = terms;
  const { workspace, session } = caller;
  const problem = findTtlProblem(ttl, workspace.locks.maxTtlSeconds);
  if (problem !== undefined) return refuseRequest(400, 'LockTtlInvalid', problem);
  const read = readKeys(keys, caller);
  if (read.status === 'refused') return read;
  const requests = read.value.map(
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
  return ok(requests);
}
