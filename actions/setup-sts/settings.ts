/** Puts the settings of a run together: input, else `ATMOS_PRO_*` environment, else atmos.yaml, else built in. */
import type { AtmosProSettings } from '../../src/atmos-config/settings.ts';
import { ActionError } from '../../src/errors.ts';
import type { GitConfigMode } from '../../src/git-config/mode.ts';
import { type Environment, readVariable } from '../../src/runner/environment.ts';
import { defaultTokenEnv } from '../../src/sts/token-env.ts';
import type { Inputs } from './inputs.ts';
import * as rules from './rules.ts';

export interface Settings {
  readonly workspaceId: string;
  readonly baseUrl: string;
  readonly endpoint: string;
  readonly audience: string;
  /** Absent: everything that the workspace has. */
  readonly sources?: readonly string[];
  readonly policyName: string;
  readonly gitConfig: GitConfigMode;
  readonly tokenEnv: string;
  readonly allowExcluded: boolean;
  readonly revoke: boolean;
}

/** What applies when nobody says otherwise: the hosted server, and what the Atmos CLI does. */
export const builtIn = {
  baseUrl: 'https://atmos-pro.com',
  endpoint: 'api/v1',
  audience: 'atmos-pro.com',
  policyName: 'default',
  gitConfig: 'env',
  tokenEnv: defaultTokenEnv,
  revoke: true,
} as const;

const checks: readonly [
  name: string,
  setting: keyof Settings,
  problem: (value: string) => string | undefined,
][] = [
  ['workspace-id', 'workspaceId', rules.workspaceIdProblem],
  ['base-url', 'baseUrl', rules.baseUrlProblem],
  ['endpoint', 'endpoint', rules.endpointProblem],
  ['audience', 'audience', rules.audienceProblem],
  ['policy-name', 'policyName', rules.policyNameProblem],
];

function fail(name: string, problem: string): ActionError {
  return new ActionError('INPUT_INVALID', `The setting "${name}" ${problem}.`, {
    hint: 'Correct it where it is set: under `with:`, in an ATMOS_PRO_* variable, or in atmos.yaml.',
  });
}

function check(settings: Settings): Settings {
  for (const [name, setting, problemOf] of checks) {
    const problem = problemOf(String(settings[setting]));
    if (problem !== undefined) throw fail(name, problem);
  }
  const { sources = [] } = settings;
  const problem = rules.sourcesProblem(sources) ?? sources.map(rules.sourceProblem).find(Boolean);
  if (problem !== undefined) throw fail('sources', problem);
  return settings;
}

/** Throws INPUT_MISSING without a workspace id, INPUT_INVALID for a value that cannot be right, naming the setting. */
export function resolveSettings(inputs: Inputs, environment: Environment, atmos: AtmosProSettings): Settings {
  const workspaceId =
    inputs['workspace-id'] ?? readVariable('ATMOS_PRO_WORKSPACE_ID', environment) ?? atmos.workspaceId;
  if (workspaceId === undefined) {
    throw new ActionError('INPUT_MISSING', 'There is no workspace id.', {
      hint: 'Set the input workspace-id, the variable ATMOS_PRO_WORKSPACE_ID, or settings.pro.workspace_id in atmos.yaml.',
    });
  }
  const sources = inputs.sources ?? atmos.sources;
  return check({
    workspaceId,
    baseUrl:
      inputs['base-url'] ??
      readVariable('ATMOS_PRO_BASE_URL', environment) ??
      atmos.baseUrl ??
      builtIn.baseUrl,
    endpoint:
      inputs.endpoint ??
      readVariable('ATMOS_PRO_ENDPOINT', environment) ??
      atmos.endpoint ??
      builtIn.endpoint,
    audience: inputs.audience ?? atmos.audience ?? builtIn.audience,
    ...(sources === undefined || sources.length === 0 ? {} : { sources }),
    policyName: inputs['policy-name'] ?? atmos.policyName ?? builtIn.policyName,
    gitConfig: inputs['git-config'] ?? atmos.gitConfigMode ?? builtIn.gitConfig,
    tokenEnv: inputs['token-env'] ?? atmos.tokenEnv ?? builtIn.tokenEnv,
    allowExcluded: inputs['allow-excluded'],
    revoke: inputs.revoke ?? atmos.revokeOnExit ?? builtIn.revoke,
  });
}
