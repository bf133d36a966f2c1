/** Reads an `Authorization` header as GitHub does: every scheme carries the same tokens. */

/** `undefined` if the header is absent or empty. For Basic: the password, or the user name if there is no password. */
export function readCredentials(authorization: string | undefined): string | undefined {
  const [scheme = '', value = ''] = (authorization ?? '').trim().split(/\s+/, 2);
  switch (scheme.toLowerCase()) {
    case 'bearer':
    case 'token':
      return value === '' ? undefined : value;
    case 'basic': {
      const [user = '', ...rest] = Buffer.from(value, 'base64').toString('utf8').split(':');
      const password = rest.join(':');
      // GitHub accepts a token in either place.
      return password !== '' && password !== 'x-oauth-basic' ? password : user || undefined;
    }
    default:
      return undefined;
  }
}

/** Three dotted parts that begin like a JSON object: an App's JWT, never an access token. */
export function looksLikeJwt(credentials: string): boolean {
  return /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/.test(credentials);
}
