/** Issues sessions and reads them back. */
import type { SessionClaims } from './session.ts';

/** What the caller's job proved; the rest of the session is made here. */
export type SessionGrant = Pick<
  SessionClaims,
  'workspaceId' | 'repositoryId' | 'repository' | 'issuer' | 'claims'
>;

export type SessionVerdict =
  | { readonly status: 'valid'; readonly session: SessionClaims }
  | { readonly status: 'expired' }
  | { readonly status: 'invalid'; readonly reason: 'malformed' | 'unknown_key' | 'signature' | 'claims' };

export interface Sessions {
  /** A signed JWT, valid for an hour. */
  issue(grant: SessionGrant): Promise<string>;
  verify(token: string): Promise<SessionVerdict>;
}
