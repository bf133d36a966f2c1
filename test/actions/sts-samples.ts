/** Answers that the tests of `setup-sts` share, and the removal of secrets from what is kept as a snapshot. */

/** A token in the newer format, told apart by `mark`. */
export function tokenOf(mark: string): string {
  return `ghs_1_${Buffer.from(mark.padEnd(24, '.')).toString('base64url')}.x-y_z`;
}

export function basicOf(token: string): string {
  return Buffer.from(`x-access-token:${token}`).toString('base64');
}

export const acmeToken = {
  host: 'github.com',
  owner: 'acme',
  token: tokenOf('acme'),
  expiresAt: '2030-01-01T10:00:00Z',
  repositories: ['acme/terraform-modules'],
  permissions: { contents: 'read', metadata: 'read' },
};

/** The text with tokens and addresses that change from run to run replaced. */
export function redact(text: string): string {
  return text
    .replaceAll(basicOf(acmeToken.token), 'BASIC')
    .replaceAll(acmeToken.token, 'TOKEN')
    .replaceAll(/eC1hY2Nlc3M[A-Za-z0-9+/=]+/g, 'BASIC-FORM')
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT');
}
