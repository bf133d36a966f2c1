/** Where the Atmos Pro server is and as what the job comes to it: input, else `ATMOS_PRO_*`, else atmos.yaml, else built in. */

import { ActionError } from '../base/errors.ts';
import type { AtmosProSettings } from '../domain/atmos-config/settings.ts';
import { type Environment, readVariable } from './environment.ts';
import type { InputTable, InputValues } from './inputs.ts';
import { isLoopback } from './loopback.ts';

export interface Connection {
  readonly workspaceId: string;
  readonly baseUrl: string;
  readonly endpoint: string;
  readonly audience: string;
}

/** The inputs of every action that talks to the server. */
export const connectionInputs = {
  'workspace-id': { kind: 'text' },
  'base-url': { kind: 'text' },
  endpoint: { kind: 'text' },
  audience: { kind: 'text' },
} as const satisfies InputTable;

/** The hosted server. */
const defaultConnection = {
  baseUrl: 'https://atmos-pro.com',
  endpoint: 'api/v1',
  audience: 'atmos-pro.com',
} as const;

/** The hosted server takes the fields of the Atmos CLI; ours takes a few more. */
export function isHosted({ baseUrl }: Pick<Connection, 'baseUrl'>): boolean {
  return new URL(baseUrl).host === new URL(defaultConnection.baseUrl).host;
}

/** The ID token is sent there, so it must be encrypted on its way. */
function baseUrlProblem(value: string): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const carried = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url));
  if (url === undefined || !carried) return 'must be an https:// address (http:// only on this machine)';
  return url.username || url.password || url.search || url.hash
    ? 'must be an address without user, query or fragment'
    : undefined;
}

function endpointProblem(value: string): string | undefined {
  return /^\/*[A-Za-z0-9._~-]+(?:\/+[A-Za-z0-9._~-]+)*\/*$/.test(value)
    ? undefined
    : 'must be a path such as api/v1';
}

function workspaceIdProblem(value: string): string | undefined {
  return /^[\x21-\x7e]{1,128}$/.test(value) ? undefined : 'must be 1 to 128 characters without blanks';
}

function audienceProblem(value: string): string | undefined {
  return /^[\x21-\x7e]{1,256}$/.test(value) ? undefined : 'must be 1 to 256 characters without blanks';
}

const checks: readonly [
  name: keyof typeof connectionInputs,
  setting: keyof Connection,
  problem: (value: string) => string | undefined,
][] = [
  ['workspace-id', 'workspaceId', workspaceIdProblem],
  ['base-url', 'baseUrl', baseUrlProblem],
  ['endpoint', 'endpoint', endpointProblem],
  ['audience', 'audience', audienceProblem],
];

/** For a value that was found somewhere else than in the inputs, which are checked as they are read. */
export function settingInvalid(name: string, problem: string): ActionError {
  return new ActionError('INPUT_INVALID', `The setting "${name}" ${problem}.`, {
    hint: 'Correct it where it is set: under `with:`, in an ATMOS_PRO_* variable, or in atmos.yaml.',
  });
}

/** Throws INPUT_MISSING without a workspace id, INPUT_INVALID for a value that cannot be right, naming the setting. */
export function resolveConnection(
  inputs: InputValues<typeof connectionInputs>,
  environment: Environment,
  atmos: AtmosProSettings,
): Connection {
  const workspaceId =
    inputs['workspace-id'] ?? readVariable('ATMOS_PRO_WORKSPACE_ID', environment) ?? atmos.workspaceId;
  if (workspaceId === undefined) {
    throw new ActionError('INPUT_MISSING', 'There is no workspace id.', {
      hint: 'Set the input workspace-id, the variable ATMOS_PRO_WORKSPACE_ID, or settings.pro.workspace_id in atmos.yaml.',
    });
  }
  const fromEnvironment = {
    baseUrl: readVariable('ATMOS_PRO_BASE_URL', environment),
    endpoint: readVariable('ATMOS_PRO_ENDPOINT', environment),
  };
  const connection = {
    workspaceId,
    baseUrl: inputs['base-url'] ?? fromEnvironment.baseUrl ?? atmos.baseUrl ?? defaultConnection.baseUrl,
    endpoint: inputs.endpoint ?? fromEnvironment.endpoint ?? atmos.endpoint ?? defaultConnection.endpoint,
    audience: inputs.audience ?? atmos.audience ?? defaultConnection.audience,
  };
  for (const [name, setting, problemOf] of checks) {
    const problem = problemOf(connection[setting]);
    if (problem !== undefined) throw settingInvalid(name, problem);
  }
  return connection;
}
