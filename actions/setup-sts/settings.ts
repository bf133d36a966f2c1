/** Puts the settings of `setup-sts` together: inputs, then `ATMOS_PRO_*`, then atmos.yaml for what is asked for, then the defaults. */

import { decideRevocation, decideTokenEnv } from '../../src/domain/credentials/decide-destination.ts';
import type { GitConfigMode } from '../../src/domain/git-config/mode.ts';
import { loadAtmosSettings } from '../../src/git/atmos-settings.ts';
import {
  resolveConnection,
  type ServerConnection,
  settingInvalid,
  workflowDecides,
} from '../../src/runner/connection.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Inputs } from './inputs.ts';
import * as rules from './rules.ts';

export interface Settings extends ServerConnection {
  /** `undefined`: all repositories of the workspace. */
  readonly sources: readonly string[] | undefined;
  readonly policyName: string;
  /** `undefined`: decided by the number of repositories. */
  readonly gitConfig: GitConfigMode | undefined;
  readonly tokenEnv: string;
  readonly allowExcluded: boolean;
  readonly revoke: boolean;
}

/** The defaults, those of the Atmos CLI. */
const builtIn = {
  policyName: 'default',
} as const;

const overruledRevocation =
  'atmos.yaml sets revoke_on_exit to false. The tokens are revoked all the same: set `revoke: false` under `with:` to keep them.';

function check(settings: Settings): Settings {
  const { sources = [], policyName } = settings;
  const nameProblem = rules.policyNameProblem(policyName);
  if (nameProblem !== undefined) throw settingInvalid('policy-name', nameProblem);
  const problem = rules.sourcesProblem(sources) ?? sources.map(rules.sourceProblem).find(Boolean);
  if (problem !== undefined) throw settingInvalid('sources', problem);
  return settings;
}

/**
 * Throws INPUT_MISSING without a workspace ID, INPUT_INVALID with the name of an invalid setting, INPUT_WORKFLOW_DECIDES for what only the
 * workflow may decide.
 */
export async function resolveSettings(inputs: Inputs, runner: Runner): Promise<Settings> {
  const atmos = await loadAtmosSettings(runner);
  const sources = rules.withoutGitSuffix(inputs.sources ?? atmos.sources ?? []);
  const connection = resolveConnection(inputs, runner.environment, atmos);
  const tokenEnv = decideTokenEnv({ workflow: inputs['token-env'], checkout: atmos.tokenEnv });
  if (tokenEnv.status === 'refused') throw workflowDecides(tokenEnv.refusal);
  const revoke = decideRevocation(inputs.revoke);
  if (revoke && atmos.revokeOnExit === false) runner.logger.info(overruledRevocation);
  return check({
    ...connection,
    sources: sources.length === 0 ? undefined : sources,
    policyName: inputs['policy-name'] ?? atmos.policyName ?? builtIn.policyName,
    gitConfig: inputs['git-config'] ?? atmos.gitConfigMode,
    tokenEnv: tokenEnv.value,
    allowExcluded: inputs['allow-excluded'],
    revoke,
  });
}
