/** Which connections count as one client's. */
import { EventEmitter } from 'node:events';
import type { Server } from 'node:net';
import { expect, test } from '@jest/globals';
import { createAddressLimit } from '../../../src/server/http/connections-per-address.ts';

/** A connection of which the limit sees its address and its end. */
class Connection extends EventEmitter {
  readonly remoteAddress: string | undefined;
  isOpen = true;
  constructor(address: string | undefined) {
    super();
    this.remoteAddress = address;
  }
  destroy(): void {
    this.isOpen = false;
    this.emit('close');
  }
}

function listen(trustedProxies: readonly string[], perAddress = 1) {
  const refused: string[] = [];
  const limit = createAddressLimit({
    perAddress,
    trustedProxies,
    onRefused: (address) => refused.push(address),
  });
  const servers = [new EventEmitter(), new EventEmitter()];
  for (const server of servers) limit(server as unknown as Server);
  const connect = (address: string | undefined, at = 0) => {
    const connection = new Connection(address);
    servers[at]?.emit('connection', connection);
    return connection;
  };
  return { connect, refused };
}

test.each([
  ['an address', '192.0.2.1', '192.0.2.1', false],
  ['two addresses', '192.0.2.1', '192.0.2.2', true],
  ['an address in both forms', '192.0.2.1', '::ffff:192.0.2.1', false],
  ['an address in hexadecimal', '192.0.2.1', '::ffff:c000:201', false],
  ['two addresses in hexadecimal', '::ffff:c000:201', '::ffff:c000:202', true],
  ['a network in two spellings', '2001:db8:0:2::1', '2001:0DB8:0000:0002::9', false],
  ['a network of IPv6', '2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', false],
  ['two networks of IPv6', '2001:db8:1:2::1', '2001:db8:1:3::1', true],
  ['a short network', '2001:db8::1', '2001:db8:0:0:9::1', false],
  ['loopback', '::1', '::1', false],
  ['an address with a zone', 'fe80::1%eth0', 'fe80::2%eth0', false],
])('%s: %s, then %s', (_name, one, other, isServed) => {
  const { connect } = listen([]);
  connect(one);
  expect(connect(other).isOpen).toBe(isServed);
});

test.each([
  ['10.0.0.0/8', '10.1.2.3', true],
  ['10.0.0.0/8', '::ffff:10.1.2.3', true],
  ['10.0.0.0/8', '11.1.2.3', false],
  ['2001:db8::/32', '2001:db8:ffff::1', true],
  ['2001:db8::1', '2001:db8::1', true],
  ['2001:db8::1', '2001:db8::2', false],
])('with the trusted proxy %s, %s is not counted: %s', (proxy, address, isProxy) => {
  const { connect } = listen([proxy]);
  connect(address);
  expect(connect(address).isOpen).toBe(isProxy);
});

test('all addresses that the server listens on count together, and what is closed counts no more', () => {
  const { connect, refused } = listen([], 2);
  const [first] = [connect('192.0.2.1'), connect('192.0.2.1', 1)];
  expect(connect('192.0.2.1', 1).isOpen).toBe(false);
  first?.destroy();
  first?.emit('close');
  expect(connect('192.0.2.1').isOpen).toBe(true);
  expect(connect('192.0.2.1').isOpen).toBe(false);
  expect(refused).toEqual(['192.0.2.1', '192.0.2.1']);
  expect(connect(undefined).isOpen).toBe(true);
});
