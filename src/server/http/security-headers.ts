/** Headers of every answer that tell browsers to be careful with it. Nothing lets another origin read: there is no CORS. */

/** How long browsers remember that the server is reached over TLS alone, in seconds: a year. */
const transportSecuritySeconds = 31_536_000;

export type SecurityHeaders = Readonly<Record<string, string>>;

/** Without TLS in front of it (`public_url` is http, on loopback) a server must not promise TLS (RFC 6797, 7.2). */
export function securityHeaders({ publicUrl }: { readonly publicUrl: string }): SecurityHeaders {
  return {
    'x-content-type-options': 'nosniff',
    ...(publicUrl.startsWith('https://')
      ? { 'strict-transport-security': `max-age=${transportSecuritySeconds}` }
      : {}),
  };
}
