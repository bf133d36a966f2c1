/** Puts the settings of `lock-stack` together. */

import { ActionError } from '../../src/base/errors.ts';
import type { LockOrder } from '../../src/client/locks/lock-answers.ts';
import { describeForeignKeys, resolveKeys } from '../../src/client/locks/resolve-keys.ts';
import { loadAtmosSettings } from '../../src/git/atmos-settings.ts';
import { resolveConnection, type ServerConnection } from '../../src/runner/connection.ts';
import { readVariable } from '../../src/runner/environment.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Inputs } from './inputs.ts';

/** TTL of a lock that is renewed, in seconds: a job that was killed keeps the lock for this long. */
const renewedTtlSeconds = 60;
/** TTL of a lock that is not renewed, or not between two jobs, in seconds: longer than most jobs. */
const fixedTtlSeconds = 3_600;

export interface Settings {
  readonly connection: ServerConnection;
  readonly order: LockOrder;
  readonly waitMs: number;
  /** Renew while the job runs, if the server can. */
  readonly heartbeat: boolean;
  readonly failIfLocked: boolean;
}

/** Throws INPUT_MISSING or INPUT_INVALID. */
export async function resolveSettings(inputs: Inputs, runner: Runner): Promise<Settings> {
  const { environment } = runner;
  const atmos = await loadAtmosSettings(runner);
  const { component, stack, key, keys, kind, scope, message, ttl } = inputs;
  const repository = readVariable('GITHUB_REPOSITORY', environment);
  const named = resolveKeys({ component, stack, key, keys }, repository);
  for (const text of describeForeignKeys(inputs, repository)) await runner.notice(text, 'Lock');
  if (named.length === 0) {
    throw new ActionError('INPUT_MISSING', 'No lock is named.', {
      hint: 'Set `component` and `stack`, or `key`, or `keys`.',
    });
  }
  const heartbeat = inputs.heartbeat && kind === 'run';
  const ttlSeconds = {
    renewing: ttl ?? (heartbeat && scope === 'job' ? renewedTtlSeconds : fixedTtlSeconds),
    plain: ttl ?? fixedTtlSeconds,
  };
  return {
    connection: resolveConnection(inputs, environment, atmos),
    order: { keys: named, message, kind, scope, ttlSeconds },
    waitMs: inputs.wait * 1_000,
    heartbeat,
    failIfLocked: inputs['fail-if-locked'],
  };
}
