/**
 * Exchanges the job's OIDC token for a session at the server, and caches it. An ID token is valid for one exchange only, so every
 * further attempt requests a new one.
 */
import { ActionError } from '../base/errors.ts';
import type { Clock, Random } from '../base/ports.ts';
import { peerRetry, retry } from '../base/retry.ts';

/** What an ID token was traded for: a signed JWT for the `Authorization` header. */
export interface Session {
  readonly token: string;
}

/** The requests involved: GitHub's ID token and the server's exchange, one request per call. */
export interface LogInPorts {
  requestIdToken(): Promise<string>;
  exchangeIdToken(request: { token: string; workspaceId: string }): Promise<Session>;
  /** Called with each secret before anything else happens with it. */
  maskSecrets(secrets: readonly string[]): Promise<void>;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly random: Pick<Random, 'fraction'>;
}

async function logIn(workspaceId: string, ports: LogInPorts): Promise<Session> {
  return retry(
    async () => {
      const token = await ports.requestIdToken();
      await ports.maskSecrets([token]);
      const session = await ports.exchangeIdToken({ token, workspaceId });
      await ports.maskSecrets([session.token]);
      return session;
    },
    peerRetry,
    ports,
  );
}

/** Runs `work` with a session. */
export type WithSession = <Result>(work: (session: Session) => Promise<Result>) => Promise<Result>;

/**
 * Logs in when a session is first needed, and once more when the server no longer accepts it: it lasts for an hour, and
 * replicas may disagree on signing keys for a moment. Rejects with what `work` or the login rejects with.
 */
export function createSessionKeeper(workspaceId: string, ports: LogInPorts): WithSession {
  let session: Session | undefined;
  return async (work) => {
    session ??= await logIn(workspaceId, ports);
    try {
      return await work(session);
    } catch (error) {
      if (!(error instanceof ActionError && error.code === 'DENIED_SESSION')) throw error;
    }
    session = await logIn(workspaceId, ports);
    try {
      return await work(session);
    } catch (error) {
      // The next request shall not begin with what was just refused.
      if (error instanceof ActionError && error.code === 'DENIED_SESSION') session = undefined;
      throw error;
    }
  };
}
