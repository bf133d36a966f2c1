/** Where a webhook may go: judged at the address that is connected to. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { postWebhook } from '../../../src/server/audit-webhooks/post.ts';
import { isPublicAddress } from '../../../src/server/audit-webhooks/private-network.ts';

describe('an address', () => {
  test.each([
    ['loopback', '127.0.0.1'],
    ['loopback, another', '127.255.255.254'],
    ['this host', '0.0.0.0'],
    ['a private network', '10.1.2.3'],
    ['a private network', '172.16.0.1'],
    ['a private network', '172.31.255.255'],
    ['a private network', '192.168.1.1'],
    ['shared by carriers', '100.64.0.1'],
    ['the metadata service', '169.254.169.254'],
    ['for benchmarks', '198.19.0.1'],
    ['documentation', '203.0.113.9'],
    ['multicast', '224.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['IPv6 loopback', '::1'],
    ['IPv6 unspecified', '::'],
    ['IPv4 inside IPv6', '::ffff:127.0.0.1'],
    ['IPv4 inside IPv6, in hexadecimal', '::ffff:7f00:1'],
    ['a public IPv4 inside IPv6', '::ffff:8.8.8.8'],
    ['IPv4 inside IPv6, the old way', '::127.0.0.1'],
    ['NAT64', '64:ff9b::a9fe:a9fe'],
    ['6to4', '2002:7f00:1::'],
    ['Teredo', '2001:0:4136:e378::'],
    ['unique local', 'fd00:ec2::254'],
    ['link local', 'fe80::1'],
    ['link local with a zone', 'fe80::1%eth0'],
    ['site local', 'fec0::1'],
    ['IPv6 multicast', 'ff02::1'],
    ['no address', 'example.com'],
    ['nothing', ''],
  ])('%s is not public: %s', (_name, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
  test.each(['8.8.8.8', '140.82.112.3', '172.32.0.1', '100.128.0.1', '2606:50c0:8000::153', '2a00:1450::1'])(
    'is public: %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );
});

describe('a delivery', () => {
  let receiver: Server;
  let port: number;
  const got: string[] = [];
  beforeAll(async () => {
    receiver = createServer((request, response) => {
      got.push(request.url ?? '');
      if (request.url === '/redirect') response.writeHead(302, { location: '/elsewhere' }).end();
      else response.writeHead(202).end('x'.repeat(100));
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    port = (receiver.address() as AddressInfo).port;
  });
  afterAll(() => {
    receiver.close();
  });
  const post = (url: string, allowPrivateNetwork: boolean) =>
    postWebhook({ url, headers: {}, body: '{}', allowPrivateNetwork });

  test.each([
    ['an address', () => `http://127.0.0.1:${port}/`],
    ['a name', () => `http://localhost:${port}/`],
    ['an IPv6 address', () => `http://[::1]:${port}/`],
    ['an address as a number', () => `http://2130706433:${port}/`],
    ['an address in octal', () => `http://0177.0.0.1:${port}/`],
    ['a short address', () => `http://127.1:${port}/`],
  ])('does not reach a private network by %s', async (_name, url) => {
    const before = got.length;
    expect(await post(url(), false)).toEqual({
      status: 'failed',
      reason: expect.stringContaining('private network'),
    });
    expect(got).toHaveLength(before);
  });
  test('reaches it where that is allowed', async () => {
    expect(await post(`http://127.0.0.1:${port}/ok`, true)).toEqual({ status: 'answered', httpStatus: 202 });
  });
  test('follows no redirect', async () => {
    expect(await post(`http://127.0.0.1:${port}/redirect`, true)).toEqual({
      status: 'answered',
      httpStatus: 302,
    });
    expect(got).not.toContain('/elsewhere');
  });
  test('that no workspace uses says why', async () => {
    expect(await post('http://127.0.0.1:9/', true)).toEqual({
      status: 'failed',
      reason: expect.stringContaining('ECONNREFUSED'),
    });
  });
});
