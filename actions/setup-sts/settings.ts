/** Puts the settings of a run together: input, else `ATMOS_PRO_*` environment, else atmos.yaml, else built in. */

import { defaultTokenEnv } from '../../src/client/sts/token-env.ts';
import type { AtmosProSettings } from '../../src/domain/atmos-config/settings.ts';
import type { GitConfigMode } from '../../src/domain/git-config/mode.ts';
import { type Connection, resolveConnection, settingInvalid } from '../../src/runner/connection.ts';
import type { Environment } from '../../src/runner/environment.ts';
import type { Inputs } from './inputs.ts';
import * as rules from './rules.ts';

export interface Settings extends Connection {
  /** Absent: everything that the workspace has. */
  readonly sources?: readonly string[];
  readonly policyName: string;
  readonly gitConfig: GitConfigMode;
  readonly tokenEnv: string;
  readonly allowExcluded: boolean;
  readonly revoke: boolean;
}

/** What applies when nobody says otherwise: what the Atmos CLI does. */
const builtIn = {
  policyName: 'default',
  gitConfig: 'env',
  tokenEnv: defaultTokenEnv,
  revoke: true,
} as const;

function check(settings: Settings): Settings {
  const { sources = [], policyName } = settings;
  const nameProblem = rules.policyNameProblem(policyName);
  if (nameProblem !== undefined) throw settingInvalid('policy-name', nameProblem);
  const problem = rules.sourcesProblem(sources) ?? sources.map(rules.sourceProblem).find(Boolean);
  if (problem !== undefined) throw settingInvalid('sources', problem);
  return settings;
}

/** Throws INPUT_MISSING without a workspace id, INPUT_INVALID for a value that cannot be right, naming the setting. */
export function resolveSettings(inputs: Inputs, environment: Environment, atmos: AtmosProSettings): Settings {
  const sources = inputs.sources ?? atmos.sources;
  return check({
    ...resolveConnection(inputs, environment, atmos),
    ...(sources === undefined || sources.length === 0 ? {} : { sources }),
    policyName: inputs['policy-name'] ?? atmos.policyName ?? builtIn.policyName,
    gitConfig: inputs['git-config'] ?? atmos.gitConfigMode ?? builtIn.gitConfig,
    tokenEnv: inputs['token-env'] ?? atmos.tokenEnv ?? builtIn.tokenEnv,
    allowExcluded: inputs['allow-excluded'],
    revoke: inputs.revoke ?? atmos.revokeOnExit ?? builtIn.revoke,
  });
}
