/** Decides whether a request that changes something was sent by a page of this server: the protection against forged requests. */
import type { IncomingHttpHeaders } from 'node:http';

/**
 * Browsers say where a request comes from, and no page can change that. Those without `Sec-Fetch-Site`, which is missing on plain http
 * other than loopback too, send `Origin` with each form.
 */
export function isFromOwnPage(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  return headers.origin === new URL(publicUrl).origin;
}
