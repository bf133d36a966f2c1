/** Outcome of verifying an ID token: claims that are proven, or one reason why not. */

import type { IdTokenClaims } from './claims.ts';

/** Why a token is refused, with the constant sentence for the caller. No sentence ever holds a piece of the token. */
export const refusalMessages = {
  too_large: 'The ID token is longer than 16,384 characters.',
  malformed: 'The ID token is not a signed JWT.',
  algorithm_unsupported: 'The ID token is not signed with RS256.',
  issuer_unknown: 'The ID token comes from an issuer that this server does not trust.',
  key_unknown: 'The ID token names a signing key that its issuer does not publish.',
  signature_invalid: 'The signature of the ID token does not verify.',
  audience_wrong: 'The ID token was issued for another audience.',
  expired: 'The ID token has expired. Ask for a fresh one right before the exchange.',
  not_yet_valid: 'The ID token is not valid yet. Check the clocks of server and issuer.',
  lifetime_too_long: 'The ID token is valid for longer than an hour.',
  token_id_missing: 'The ID token has no jti, so that its single use cannot be ensured.',
  claims_invalid: 'The ID token lacks a claim that GitHub Actions always gives, or has one of a wrong type.',
  identity_contradictory: 'The claims of the ID token contradict each other about the repository.',
} as const satisfies Record<string, string>;

export type IdTokenRefusal = keyof typeof refusalMessages;

export type IdTokenVerdict =
  | {
      readonly status: 'verified';
      readonly claims: IdTokenClaims;
      /** The configured issuer, equal to `claims.iss`. */
      readonly issuer: string;
      /** `jti`; unique per issuer until `expiresAt`. */
      readonly tokenId: string;
      /** In seconds. */
      readonly issuedAt: number;
      /** Seconds since the Unix epoch. */
      readonly expiresAt: number;
    }
  | {
      readonly status: 'refused';
      readonly reason: IdTokenRefusal;
      readonly message: string;
      /** Of `issuer_unknown`: what the token claims, if it is the URL of an issuer. */
      readonly issuer?: string | undefined;
    };
