/** Codes and tokens of people who sign in to an App: a code is exchanged once, and a token acts for the person. */

/** Waits to be exchanged for a token of the person. */
export interface SignInCode {
  readonly appId: number;
  readonly accountId: number;
  /** Where the browser went back to. */
  readonly redirectUri: string;
  /** S256 of the verifier; `undefined`: the App sent none. */
  readonly codeChallenge: string | undefined;
  /** Milliseconds. */
  readonly expiresAt: number;
}

export interface UserToken {
  readonly token: string;
  readonly appId: number;
  readonly accountId: number;
  /** Milliseconds. */
  readonly expiresAt: number;
}

/** GitHub: "This code will expire after 10 minutes." */
export const signInCodeLifetimeMs = 10 * 60_000;
/** GitHub: user access tokens expire after 8 hours. */
export const userTokenLifetimeMs = 8 * 60 * 60_000;

export function isLiveUserToken(found: UserToken | undefined, now: number): found is UserToken {
  return found !== undefined && now < found.expiresAt;
}
