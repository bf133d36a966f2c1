/** Puts the settings of `unlock-stack` together. */

import { ActionError } from '../../src/base/errors.ts';
import type { ReleaseTarget } from '../../src/client/locks/lock-answers.ts';
import { resolveKeys } from '../../src/client/locks/resolve-keys.ts';
import type { AtmosProSettings } from '../../src/domain/atmos-config/settings.ts';
import { type Connection, resolveConnection } from '../../src/runner/connection.ts';
import { type Environment, readVariable } from '../../src/runner/environment.ts';
import type { Inputs } from './inputs.ts';

export interface Settings {
  readonly connection: Connection;
  /** By id or by key. */
  readonly targets: readonly ReleaseTarget[];
}

function resolveForce({ force, reason }: Inputs): Pick<ReleaseTarget, 'force'> {
  if (!force) return {};
  if (reason !== undefined) return { force: { reason } };
  throw new ActionError('INPUT_MISSING', 'A release by force needs a reason: it goes on record.', {
    hint: 'Set the input reason.',
  });
}

function nameTargets(inputs: Inputs, environment: Environment): readonly ReleaseTarget[] {
  const { component, stack, key, keys, 'lock-id': ids = [] } = inputs;
  const named = resolveKeys({ component, stack, key, keys }, readVariable('GITHUB_REPOSITORY', environment));
  const [only, ...more] = ids;
  if (ids.length === 0 && named.length === 0) {
    throw new ActionError('INPUT_MISSING', 'There is nothing to unlock.', {
      hint: 'Set lock-id, or component and stack, or key, or keys. An empty lock-id means that lock-stack took nothing.',
    });
  }
  if (named.length === 0) return ids.map((id) => ({ id }));
  if (ids.length === 0) return named.map((name) => ({ key: name }));
  if (only !== undefined && more.length === 0 && named.length === 1) {
    return named.map((name) => ({ key: name, id: only }));
  }
  throw new ActionError(
    'INPUT_INVALID',
    'lock-id goes with one component and stack, or with one key, or alone.',
    {
      hint: 'Leave the keys out: the ids are enough.',
    },
  );
}

/** Throws INPUT_MISSING or INPUT_INVALID. */
export function resolveSettings(inputs: Inputs, environment: Environment, atmos: AtmosProSettings): Settings {
  const force = resolveForce(inputs);
  return {
    targets: nameTargets(inputs, environment).map((target) => ({ ...target, ...force })),
    connection: resolveConnection(inputs, environment, atmos),
  };
}
