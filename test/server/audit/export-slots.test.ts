/** The places of exports: each is free again however its request ends. */
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { expect, test } from '@jest/globals';
import { createExporter } from '../../../src/server/audit/export-audit.ts';

function startExporter() {
  const entry = { at: 0, event: 'token.mint', outcome: 'allowed', traceId: 't', details: {} } as const;
  return createExporter({
    audit: { list: async () => [{ ...entry, id: 1 }] },
    seals: { latest: async () => ({ now: 0, seal: undefined }) },
  });
}

test('an export that ends before its first line was read makes room', async () => {
  const start = startExporter();
  for (let turn = 0; turn < 10; turn += 1) {
    const answer = start({}, 0);
    if (answer.status !== 'streamed') throw new Error(`refused in turn ${turn}`);
    const file = Readable.from(answer.chunks, { objectMode: false });
    // As of a browser that went while the server was about to answer.
    file.destroy(turn % 2 === 0 ? undefined : new Error('gone'));
    await finished(file).catch(() => undefined);
  }
});

test('at most 4 are in progress, and one that was read to its end makes room once', async () => {
  const start = startExporter();
  const open = [1, 2, 3, 4].map(() => start({}, 0));
  expect(start({}, 0).status).toBe('refused');
  const [first] = open;
  if (first?.status !== 'streamed') throw new Error('refused');
  for await (const line of first.chunks) expect(line).toContain('token.mint');
  expect([start({}, 0).status, start({}, 0).status]).toEqual(['streamed', 'refused']);
});
