/** Bounds the connections of one client, so that none takes all of them. */
import { BlockList, isIPv6, type Server, type Socket } from 'node:net';
import { clientOf } from './client-address.ts';

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}

/** `entries`: addresses, and networks such as 10.0.0.0/8, that the configuration has checked. */
function createMatcher(entries: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/');
    if (prefix === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(prefix), familyOf(address));
  }
  return (address) => list.check(address, familyOf(address));
}

export interface AddressLimit {
  /** Most connections of a client at a time; `undefined`: no limit. */
  readonly perAddress: number | undefined;
  /** Their connections carry many clients and are not counted. */
  readonly trustedProxies: readonly string[];
  /** Called for each connection that is closed. */
  onRefused(address: string): void;
}

/** Counts for the servers that it is applied to together: one process may listen on several addresses. */
export function createAddressLimit(limit: AddressLimit): (server: Server) => void {
  const { perAddress, onRefused } = limit;
  if (perAddress === undefined) return () => undefined;
  const isProxy = createMatcher(limit.trustedProxies);
  const counts = new Map<string, number>();

  function admit(socket: Socket): void {
    const address = socket.remoteAddress;
    // It is gone already.
    if (address === undefined) return;
    const client = clientOf(address);
    if (isProxy(address) || isProxy(client)) return;
    const count = counts.get(client) ?? 0;
    if (count >= (perAddress ?? 0)) {
      onRefused(client);
      socket.destroy();
      return;
    }
    counts.set(client, count + 1);
    socket.once('close', () => {
      const left = (counts.get(client) ?? 1) - 1;
      if (left === 0) counts.delete(client);
      else counts.set(client, left);
    });
  }
  return (server) => {
    server.on('connection', admit);
  };
}
