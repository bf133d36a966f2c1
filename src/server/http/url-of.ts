/** The URL of an address that a server listens on. */
import type { AddressInfo } from 'node:net';

/** `http://host:port`; a server that listens on no TCP port is a programming error. */
export function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new Error('the server listens on no TCP port');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
