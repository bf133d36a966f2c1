/** Trades the job's identity for GitHub tokens: ID token, session, mint. A denial is final at once. */
import { createSessionKeeper, type LogInPorts, type Session } from '../log-in.ts';
import { peerRetry, retry } from '../retry.ts';
import type { StsAnswer } from './answer.ts';

export interface AcquireRequest {
  readonly workspaceId: string;
  /** `owner/name` of each repository to read; absent asks for all that the workspace has. */
  readonly sources?: readonly string[];
  readonly policyName: string;
}

/** The peers on the way, each one request per call. */
export interface AcquirePorts extends LogInPorts {
  mintTokens(session: Session, request: { sources?: string[]; policyName: string }): Promise<StsAnswer>;
}

/**
 * All tokens that the policies grant, masked, and what they do not. Throws the last ActionError when a peer keeps failing or
 * refuses.
 */
export async function acquireTokens(request: AcquireRequest, ports: AcquirePorts): Promise<StsAnswer> {
  const { sources, policyName } = request;
  const body = { policyName, ...(sources === undefined ? {} : { sources: [...sources] }) };
  const withSession = createSessionKeeper(request.workspaceId, ports);
  const answer = await withSession((session) =>
    retry(() => ports.mintTokens(session, body), peerRetry, ports),
  );
  await ports.maskSecrets(answer.tokens.map(({ token }) => token));
  return answer;
}
