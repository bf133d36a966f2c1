/** The client of an Atmos Pro server, ours or the hosted one: one request per call, every refusal an `ActionError`. */
import type { SessionAnswer } from '../api/answers.ts';
import type { ExchangeRequest } from '../api/routes/exchange.ts';
import type { StsRequest } from '../api/routes/sts.ts';
import type { Sent } from '../base/json.ts';
import type { Fetch } from '../base/ports.ts';
import { version } from '../base/version.ts';
import { validateSessionAnswer } from '../schema/generated/session-answer.cjs';
import { createReader, type Operation, readAnswer } from './answer.ts';
import { type CommitCalls, createCommitCalls } from './commits/commit-call.ts';
import {
  createLockCalls,
  createSessionLocks,
  type LockCalls,
  type SessionLockOptions,
  type SessionLocks,
} from './locks/lock-calls.ts';
import { createSend, type SendOptions } from './send.ts';
import { createSessionKeeper, type LogInPorts, type Session, type WithSession } from './session.ts';
import { createUploadCalls, type UploadCalls } from './stacks/upload-calls.ts';
import type { StsAnswer } from './sts/answer.ts';
import { readMint, toStsAnswer } from './sts/read-answer.ts';

export interface ApiClient extends LockCalls, UploadCalls, CommitCalls {
  /** `POST /auth/github-oidc`. The ID token is spent by this call, whatever comes of it. */
  exchangeIdToken(request: ExchangeRequest): Promise<Session>;
  /** `POST /sts`. */
  mintTokens(session: Session, request: Sent<StsRequest>): Promise<StsAnswer>;
}

/** Whole exchange with the server, in milliseconds, as the Atmos CLI has it. */
const exchangeTimeoutMs = 30_000;
/** A mint over many installations takes a server longer than a login does. */
const mintTimeoutMs = 60_000;
const readSession = createReader<SessionAnswer>(validateSessionAnswer);

const exchangeOperation: Operation = {
  name: 'The exchange of the ID token',
  codes: { 401: 'DENIED_EXCHANGE', 403: 'DENIED_EXCHANGE', 404: 'DENIED_EXCHANGE' },
  refusalCode: 'DENIED_EXCHANGE',
  hints: {
    400: 'Check workspace-id and audience.',
    401: 'Check that audience is one that the server accepts, and that the clocks of server and GitHub agree.',
    403: 'Check that workspace-id is right and that this repository is imported into the workspace.',
    404: 'Check workspace-id, that this repository is imported and that the GitHub App is installed.',
  },
};

const mintOperation: Operation = {
  name: 'The mint of GitHub tokens',
  codes: { 401: 'DENIED_SESSION', 403: 'DENIED_PERMISSION' },
  refusalCode: 'REMOTE_REFUSED',
  hints: {
    400: 'Use a session of a GitHub Actions job, and write sources as owner/name.',
    403: 'GitHub STS must be on in the workspace, and this repository needs the permission ws:sts:create.',
    404: 'Check that endpoint is the path of the API and that the server has GitHub STS.',
  },
};

export function createApiClient(options: SendOptions, ports: { readonly fetch: Fetch }): ApiClient {
  const send = createSend(options, ports);
  return {
    ...createLockCalls(send),
    ...createCommitCalls(send),
    ...createUploadCalls(send),
    async exchangeIdToken(body) {
      const path = '/auth/github-oidc';
      const response = await send({ method: 'POST', path, body, timeoutMs: exchangeTimeoutMs });
      const { token } = readAnswer(exchangeOperation, response, readSession);
      return { token };
    },
    async mintTokens(session, body) {
      const timeoutMs = mintTimeoutMs;
      const response = await send({ method: 'POST', path: '/sts', body, timeoutMs, session });
      return toStsAnswer(readAnswer(mintOperation, response, readMint));
    },
  };
}

/** Address of the server, and the workspace to log in to. */
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

/** Connects a job to an Atmos Pro server. Sends nothing yet. `action` identifies the client in the server's log. */
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

/** The locks of the server, with a session that is opened when it is first needed. Sends nothing yet. */
export function connectLocks(
  address: ApiAddress,
  { action, ...options }: SessionLockOptions & { readonly action: string },
  ports: ApiPorts,
): SessionLocks {
  const { client, withSession } = connectApi(address, action, ports);
  return createSessionLocks({ client, withSession }, options);
}
