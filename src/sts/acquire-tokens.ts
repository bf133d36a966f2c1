/**
 * Trades the job's identity for GitHub tokens: ID token, session, mint. Decides what is tried again: an ID token is good for
 * one exchange only, so every further try asks for a new one; a denial is final at once.
 */
import { ActionError } from '../errors.ts';
import type { Clock, Random } from '../ports.ts';
import { type RetryOptions, retry } from '../retry.ts';
import type { StsAnswer } from './answer.ts';

interface Session {
  readonly token: string;
}

export interface AcquireRequest {
  readonly workspaceId: string;
  /** `owner/name` of each repository to read; absent asks for all that the workspace has. */
  readonly sources?: readonly string[];
  readonly policyName: string;
}

/** The peers on the way, each one request per call. */
export interface AcquirePorts {
  requestIdToken(): Promise<string>;
  exchangeIdToken(request: { token: string; workspaceId: string }): Promise<Session>;
  mintTokens(session: Session, request: { sources?: string[]; policyName: string }): Promise<StsAnswer>;
  /** Called with each secret before anything else happens with it. */
  maskSecrets(secrets: readonly string[]): Promise<void>;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly random: Pick<Random, 'fraction'>;
}

/** Tries in all, first wait and longest wait in milliseconds; a `Retry-After` is obeyed up to the longest. */
const retryOptions: RetryOptions = {
  attempts: 3,
  baseDelayMs: 500,
  maxDelayMs: 30_000,
  isRetryable(error) {
    if (!(error instanceof ActionError) || error.retry === undefined) return false;
    return error.retry.afterMs === undefined ? true : { afterMs: error.retry.afterMs };
  },
};

async function logIn(workspaceId: string, ports: AcquirePorts): Promise<Session> {
  return retry(
    async () => {
      const token = await ports.requestIdToken();
      await ports.maskSecrets([token]);
      const session = await ports.exchangeIdToken({ token, workspaceId });
      await ports.maskSecrets([session.token]);
      return session;
    },
    retryOptions,
    ports,
  );
}

/**
 * All tokens that the policies grant, masked, and what they do not. Throws the last ActionError when a peer keeps failing or
 * refuses. A session that is refused at the mint is replaced once: replicas may disagree on signing keys for a moment.
 */
export async function acquireTokens(request: AcquireRequest, ports: AcquirePorts): Promise<StsAnswer> {
  const { sources, policyName } = request;
  const body = { policyName, ...(sources === undefined ? {} : { sources: [...sources] }) };
  const mint = (session: Session) => retry(() => ports.mintTokens(session, body), retryOptions, ports);
  const session = await logIn(request.workspaceId, ports);
  const answer = await mint(session).catch(async (error: unknown) => {
    if (!(error instanceof ActionError && error.code === 'DENIED_SESSION')) throw error;
    return mint(await logIn(request.workspaceId, ports));
  });
  await ports.maskSecrets(answer.tokens.map(({ token }) => token));
  return answer;
}
