/** Trades the job's session for GitHub tokens. A denial is final at once. */

import type { StsRequest } from '../../api/routes/sts.ts';
import type { Sent } from '../../base/json.ts';
import type { Clock, Random } from '../../base/ports.ts';
import { peerRetry, retry } from '../../base/retry.ts';
import type { Session, WithSession } from '../session.ts';
import type { StsAnswer } from './answer.ts';

export interface TokenOrder {
  /** `owner/name` of each repository to read; absent asks for all that the workspace has. */
  readonly sources?: readonly string[] | undefined;
  readonly policyName: string;
}

export interface AcquireTokensPorts {
  readonly withSession: WithSession;
  /** One request per call. */
  mintTokens(session: Session, request: Sent<StsRequest>): Promise<StsAnswer>;
  /** Called with the tokens before anything else happens with them. */
  maskSecrets(secrets: readonly string[]): Promise<void>;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly random: Pick<Random, 'fraction'>;
}

/**
 * All tokens that the policies grant, masked, and the sources that they do not. Throws the last ActionError when a server
 * keeps failing or refuses.
 */
export async function acquireTokens(request: TokenOrder, ports: AcquireTokensPorts): Promise<StsAnswer> {
  const { sources, policyName } = request;
  const body = { policyName, sources: sources && [...sources] };
  const answer = await ports.withSession((session) =>
    retry(() => ports.mintTokens(session, body), peerRetry, ports),
  );
  await ports.maskSecrets(answer.tokens.map(({ token }) => token));
  return answer;
}
