/** The form in which a token travels to git's HTTP endpoints. */

/** User name that GitHub documents for installation tokens over HTTPS. */
const tokenUser = 'x-access-token';

/**
 * Base64 of `x-access-token:TOKEN`. As secret as the token: the caller that builds a git configuration masks this form too,
 * since the runner does not recognize a token behind base64.
 */
export function basicCredential(token: string): string {
  return Buffer.from(`${tokenUser}:${token}`, 'utf8').toString('base64');
}
