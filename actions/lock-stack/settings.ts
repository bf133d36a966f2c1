/** Puts the settings of `lock-stack` together. */

import { ActionError } from '../../src/base/errors.ts';
import type { LockOrder } from '../../src/client/locks/lock-answers.ts';
import { resolveKeys } from '../../src/client/locks/resolve-keys.ts';
import type { AtmosProSettings } from '../../src/domain/atmos-config/settings.ts';
import { type Connection, resolveConnection } from '../../src/runner/connection.ts';
import { type Environment, readVariable } from '../../src/runner/environment.ts';
import type { Inputs } from './inputs.ts';

/** TTL of a lock that is renewed, in seconds: how long the lock of a job that was killed stays. */
const renewedTtlSeconds = 60;
/** TTL of a lock that nobody renews, or nobody does between two jobs, in seconds: the job should be over by then. */
const fixedTtlSeconds = 3_600;

export interface Settings {
  readonly connection: Connection;
  readonly order: LockOrder;
  readonly waitMs: number;
  /** Where the server renews. */
  readonly heartbeat: boolean;
  readonly failIfLocked: boolean;
}

/** Throws INPUT_MISSING or INPUT_INVALID. */
export function resolveSettings(inputs: Inputs, environment: Environment, atmos: AtmosProSettings): Settings {
  const { component, stack, key, keys, kind, scope, message, ttl } = inputs;
  const named = resolveKeys({ component, stack, key, keys }, readVariable('GITHUB_REPOSITORY', environment));
  if (named.length === 0) {
    throw new ActionError('INPUT_MISSING', 'There is nothing to lock.', {
      hint: 'Set component and stack, or key, or keys.',
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
