/** The form in which deliveries wait, whatever their size. */
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { maxDeliveryBytes, packPayload, unpackPayload } from '../../../src/server/github-events/payload.ts';

test.each([
  ['the smallest', '', 0],
  ['a usual one', '{"run":"ä"},', 2_000],
  ['one that packs well', 'x', 60_000],
  ['a large one', '0123456789abcdef', 20_000],
  ['a huge one that packs to little', ' ', maxDeliveryBytes / 2],
])('%s comes out as it went in', async (_name, part, count) => {
  const payload = { action: 'opened', text: part.repeat(count) };
  expect(await unpackPayload(await packPayload(Buffer.from(JSON.stringify(payload))))).toEqual(payload);
});

test('random content of any length comes out as it went in', async () => {
  for (const length of [1_000, 30_000, 64 * 1024 - 40, 70_000, 300_000]) {
    const bytes = crypto.getRandomValues(new Uint8Array(Math.min(length, 65_536)));
    const payload = {
      text: Buffer.from(bytes)
        .toString('base64')
        .repeat(Math.ceil(length / 65_536)),
    };
    expect(await unpackPayload(await packPayload(Buffer.from(JSON.stringify(payload))))).toEqual(payload);
  }
});

test('a usual one waits as it is, and a large one is compressed', async () => {
  const usual = JSON.stringify({ action: 'opened', text: 'x'.repeat(30_000) });
  expect(Buffer.from(await packPayload(Buffer.from(usual))).toString()).toBe(usual);
  const large = JSON.stringify({ action: 'opened', text: 'x'.repeat(300_000) });
  expect((await packPayload(Buffer.from(large))).byteLength).toBeLessThan(large.length / 10);
});

test('a small one that was stored compressed is read', async () => {
  expect(await unpackPayload(gzipSync('{"action":"opened"}'))).toEqual({ action: 'opened' });
});
