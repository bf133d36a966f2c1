/** The claims of a session about its bearer. */
import type { IdTokenClaims } from '../../domain/oidc/claims.ts';

/** `typ`-like claim of sessions that were bought with a GitHub Actions ID token (docs/wire.md#session-exchange). */
export const actionsSessionType = 'ws:gh:action';

export interface SessionClaims {
  /** `ws:gh:action` for GitHub Actions; other kinds may come. */
  readonly type: string;
  /** Unique id of the session, its `jti`. */
  readonly sessionId: string;
  readonly workspaceId: string;
  /** Immutable id of the caller's repository. */
  readonly repositoryId: string;
  /** Its name at the exchange, as GitHub spells it. */
  readonly repository: string;
  /** Issuer of the ID token. */
  readonly issuer: string;
  /** In seconds since the Unix epoch. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Those of the ID token that decisions need, under GitHub's names. */
  readonly claims: IdTokenClaims;
}

/** What became of a session that a request brought. */
export type SessionVerdict =
  | { readonly status: 'valid'; readonly session: SessionClaims }
  | { readonly status: 'expired' }
  | {
      readonly status: 'invalid';
      readonly reason: 'malformed' | 'unknown_key' | 'signature' | 'claims' | 'ended';
    };
