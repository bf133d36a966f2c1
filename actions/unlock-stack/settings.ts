/** Puts the settings of `unlock-stack` together. */

import { ActionError } from '../../src/base/errors.ts';
import type { ReleaseTarget } from '../../src/client/locks/lock-answers.ts';
import { describeForeignKeys, resolveKeys } from '../../src/client/locks/resolve-keys.ts';
import { loadAtmosSettings } from '../../src/git/atmos-settings.ts';
import { resolveConnection, type ServerConnection } from '../../src/runner/connection.ts';
import { type Environment, readVariable } from '../../src/runner/environment.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Inputs } from './inputs.ts';

export interface Settings {
  readonly connection: ServerConnection;
  /** By id or by key. */
  readonly targets: readonly ReleaseTarget[];
}

function resolveForce({ force, reason }: Inputs): Pick<ReleaseTarget, 'force'> {
  if (!force) return {};
  if (reason !== undefined) return { force: { reason } };
  throw new ActionError('INPUT_MISSING', '`force` requires a reason, which is recorded in the audit log.', {
    hint: 'Set the input `reason`.',
  });
}

function nameTargets(inputs: Inputs, environment: Environment): readonly ReleaseTarget[] {
  const { component, stack, key, keys, 'lock-id': ids = [] } = inputs;
  const named = resolveKeys({ component, stack, key, keys }, readVariable('GITHUB_REPOSITORY', environment));
  const [only, ...more] = ids;
  if (ids.length === 0 && named.length === 0) {
    throw new ActionError('INPUT_MISSING', 'No lock is named.', {
      hint: 'Set `lock-id`, or `component` and `stack`, or `key`, or `keys`. `lock-id` is empty if lock-stack did not acquire the lock.',
    });
  }
  if (named.length === 0) return ids.map((id) => ({ id }));
  if (ids.length === 0) return named.map((name) => ({ key: name }));
  if (only !== undefined && more.length === 0 && named.length === 1) {
    return named.map((name) => ({ key: name, id: only }));
  }
  throw new ActionError('INPUT_INVALID', '`lock-id` with several IDs or keys must be used alone.', {
    hint: 'Remove the keys. The IDs are sufficient.',
  });
}

/** Throws INPUT_MISSING or INPUT_INVALID. */
export async function resolveSettings(inputs: Inputs, runner: Runner): Promise<Settings> {
  const { environment } = runner;
  const atmos = await loadAtmosSettings(runner);
  const force = resolveForce(inputs);
  const repository = readVariable('GITHUB_REPOSITORY', environment);
  for (const text of describeForeignKeys(inputs, repository)) await runner.notice(text, 'Lock');
  return {
    targets: nameTargets(inputs, environment).map((target) => ({ ...target, ...force })),
    connection: resolveConnection(inputs, environment, atmos),
  };
}
