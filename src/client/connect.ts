/** Opens an Atmos Pro server to a job: its requests, and a session for them when one is needed. */

import type { Fetch } from '../base/ports.ts';
import { version } from '../base/version.ts';
import { type ApiClient, createApiClient } from './client.ts';
import { createSessionKeeper, type LogInPorts, type WithSession } from './session.ts';

/** Where the server is, and the workspace that the job comes to. */
export interface ApiAddress {
  /** Scheme and host, perhaps with a path. */
  readonly baseUrl: string;
  /** Path of the API below it. */
  readonly endpoint: string;
  readonly workspaceId: string;
}

export interface ApiPorts extends Omit<LogInPorts, 'exchangeIdToken'> {
  readonly fetch: Fetch;
}

export interface ApiConnection {
  readonly client: ApiClient;
  /** Logs in before the first request, and again when the server no longer accepts the session. */
  readonly withSession: WithSession;
}

/** Sends nothing yet. `action` is the name by which the server's log knows the client. */
export function connectApi(
  { baseUrl, endpoint, workspaceId }: ApiAddress,
  action: string,
  ports: ApiPorts,
): ApiConnection {
  const userAgent = `atmos-pro-actions/${version} (${action})`;
  const client = createApiClient({ baseUrl, endpoint, userAgent }, ports);
  const { exchangeIdToken } = client;
  return { client, withSession: createSessionKeeper(workspaceId, { ...ports, exchangeIdToken }) };
}
