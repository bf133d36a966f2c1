/**
 * Connection to the Atmos Pro server: address, workspace and audience, from the inputs, then `ATMOS_PRO_*`, then the defaults. Only the workspace may
 * come from atmos.yaml.
 */

import { ActionError } from '../base/errors.ts';
import type { AtmosProSettings } from '../domain/atmos-config/settings.ts';
import {
  type CheckoutDecides,
  type Destination,
  decideDestination,
  defaultDestination,
} from '../domain/credentials/decide-destination.ts';
import { isGitHubToken } from '../domain/credentials/token-form.ts';
import { type Environment, readVariable } from './environment.ts';
import { requestIdToken } from './id-token.ts';
import type { InputTable, InputValues } from './inputs.ts';
import { isLoopback } from './loopback.ts';
import type { Runner } from './runner.ts';

export interface ServerConnection extends Destination {
  readonly workspaceId: string;
}

/** The inputs of every action that talks to the server. */
export const connectionInputs = {
  'workspace-id': { kind: 'text' },
  'base-url': { kind: 'text' },
  endpoint: { kind: 'text' },
  audience: { kind: 'text' },
} as const satisfies InputTable;

/** The hosted server accepts the fields of the Atmos CLI; ours accepts a few more. */
export function isHosted({ baseUrl }: Pick<ServerConnection, 'baseUrl'>): boolean {
  return new URL(baseUrl).host === new URL(defaultDestination.baseUrl).host;
}

/** The OIDC token is sent to this URL, so it must be https. */
function baseUrlProblem(value: string): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isPrivate = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url));
  if (url === undefined || !isPrivate) return 'must be an https:// URL (http:// only for localhost)';
  return url.username || url.password || url.search || url.hash
    ? 'must be a URL without user, query or fragment'
    : undefined;
}

function endpointProblem(value: string): string | undefined {
  return /^\/*[A-Za-z0-9._~-]+(?:\/+[A-Za-z0-9._~-]+)*\/*$/.test(value)
    ? undefined
    : 'must be a path such as api/v1';
}

/** The ID is sent and kept: a token must not be mistaken for it. */
function workspaceIdProblem(value: string): string | undefined {
  if (isGitHubToken(value)) return 'must be a workspace ID, not a token';
  return /^[\x21-\x7e]{1,128}$/.test(value)
    ? undefined
    : 'must be 1 to 128 printable ASCII characters without spaces';
}

function audienceProblem(value: string): string | undefined {
  return /^[\x21-\x7e]{1,256}$/.test(value)
    ? undefined
    : 'must be 1 to 256 printable ASCII characters without spaces';
}

const checks: readonly [
  name: keyof typeof connectionInputs,
  setting: keyof ServerConnection,
  problem: (value: string) => string | undefined,
][] = [
  ['workspace-id', 'workspaceId', workspaceIdProblem],
  ['base-url', 'baseUrl', baseUrlProblem],
  ['endpoint', 'endpoint', endpointProblem],
  ['audience', 'audience', audienceProblem],
];

/** The error for a value that does not come from an input. Inputs are checked as they are read. */
export function settingInvalid(name: string, problem: string): ActionError {
  return new ActionError('INPUT_INVALID', `The setting "${name}" ${problem}.`, {
    hint: 'Fix it where it is set: under `with:`, in an ATMOS_PRO_* variable, or in atmos.yaml.',
  });
}

/** The error for what only the workflow may decide. */
export function workflowDecides({ message, hint }: CheckoutDecides): ActionError {
  return new ActionError('INPUT_WORKFLOW_DECIDES', message, { hint });
}

/**
 * Throws INPUT_MISSING without a workspace ID, INPUT_INVALID with the name of an invalid setting, INPUT_WORKFLOW_DECIDES if only atmos.yaml
 * names another server, path or audience.
 */
export function resolveConnection(
  inputs: InputValues<typeof connectionInputs>,
  environment: Environment,
  atmos: AtmosProSettings,
): ServerConnection {
  const workspaceId =
    inputs['workspace-id'] ?? readVariable('ATMOS_PRO_WORKSPACE_ID', environment) ?? atmos.workspaceId;
  if (workspaceId === undefined) {
    throw new ActionError('INPUT_MISSING', 'The workspace ID is not set.', {
      hint: 'Set the input `workspace-id`, the variable ATMOS_PRO_WORKSPACE_ID, or `settings.pro.workspace_id` in atmos.yaml.',
    });
  }
  const decided = decideDestination({
    baseUrl: {
      workflow: inputs['base-url'] ?? readVariable('ATMOS_PRO_BASE_URL', environment),
      checkout: atmos.baseUrl,
    },
    endpoint: {
      workflow: inputs.endpoint ?? readVariable('ATMOS_PRO_ENDPOINT', environment),
      checkout: atmos.endpoint,
    },
    audience: {
      workflow: inputs.audience ?? readVariable('ATMOS_PRO_AUDIENCE', environment),
      checkout: atmos.audience,
    },
  });
  if (decided.status === 'refused') throw workflowDecides(decided.refusal);
  const connection = { workspaceId, ...decided.value };
  for (const [name, setting, problemOf] of checks) {
    const problem = problemOf(connection[setting]);
    if (problem !== undefined) throw settingInvalid(name, problem);
  }
  return connection;
}

type RunnerPart = Pick<Runner, 'environment' | 'fetch' | 'clock' | 'random' | 'maskSecrets'>;

/** The runner's own ports, and ID tokens for the audience of `connection`. */
export function apiPorts({ audience }: Pick<ServerConnection, 'audience'>, runner: RunnerPart) {
  const { environment, fetch, clock, random } = runner;
  return {
    fetch,
    clock,
    random,
    maskSecrets: (secrets: readonly string[]) => runner.maskSecrets(secrets),
    requestIdToken: () => requestIdToken(audience, environment, runner),
  };
}
