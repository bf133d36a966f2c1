/** The places of exports: each is free again however its request ends. */
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { expect, test } from '@jest/globals';
import { createExporter } from '../../../src/server/audit/export-audit.ts';

const entry = { event: 'audit.exported', outcome: 'allowed', traceId: 't', details: {} } as const;
const asked = { filter: {}, afterId: 0, entry };

function startExporter(append: () => Promise<void> = async () => undefined) {
  const listed = { at: 0, event: 'token.mint', outcome: 'allowed', traceId: 't', details: {} } as const;
  return createExporter({
    audit: { list: async () => [{ ...listed, id: 1 }], append },
    seals: { latest: async () => ({ now: 0, seal: undefined }) },
  });
}

test('an export that ends before its first line was read makes room', async () => {
  const start = startExporter();
  for (let turn = 0; turn < 10; turn += 1) {
    const answer = await start(asked);
    if (answer.status !== 'streamed') throw new Error(`refused in turn ${turn}`);
    const file = Readable.from(answer.chunks, { objectMode: false });
    // As of a browser that went while the server was about to answer.
    file.destroy(turn % 2 === 0 ? undefined : new Error('gone'));
    await finished(file).catch(() => undefined);
  }
});

test('at most 4 are in progress, and one that was read to its end makes room once', async () => {
  const start = startExporter();
  const open = await Promise.all([1, 2, 3, 4].map(() => start(asked)));
  expect((await start(asked)).status).toBe('refused');
  const [first] = open;
  if (first?.status !== 'streamed') throw new Error('refused');
  for await (const line of first.chunks) expect(line).toContain('token.mint');
  expect([(await start(asked)).status, (await start(asked)).status]).toEqual(['streamed', 'refused']);
});

test('an export that cannot be recorded is not begun, and makes room', async () => {
  let isBroken = true;
  const start = startExporter(async () => {
    if (isBroken) throw new Error('no database');
  });
  for (let turn = 0; turn < 10; turn += 1) await expect(start(asked)).rejects.toThrow('no database');
  isBroken = false;
  expect((await start(asked)).status).toBe('streamed');
});
