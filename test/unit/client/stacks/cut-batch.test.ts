/** Requests of an upload: none too large, nothing lost, and the batch fields only where there is a batch. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cutBatch } from '../../../../src/client/stacks/cut-batch.ts';

const head = { head_sha: 'h', base_sha: 'b' };
const batchId = '0b2f8a60-0000-4000-8000-000000000000';
const cut = (items: readonly unknown[], maxBytes: number) =>
  cutBatch({ head, field: 'stacks', items }, { maxBytes, batchId });

test('what fits has no batch fields, and an empty list is sent too', () => {
  expect(cut([], 10).map((part) => part.text())).toEqual(['{"head_sha":"h","base_sha":"b","stacks":[]}']);
  const [only] = cut([{ a: 1 }, { a: 2 }], 1_000);
  expect(only?.text()).toBe('{"head_sha":"h","base_sha":"b","stacks":[{"a":1},{"a":2}]}');
});

test('exactly the limit is one request, one byte less is several', () => {
  const items = Array.from({ length: 40 }, (_, index) => ({ name: `item ${index}` }));
  const bytes = cut(items, Number.MAX_SAFE_INTEGER)[0]?.bytes ?? 0;
  expect(cut(items, bytes)).toHaveLength(1);
  expect(cut(items, bytes - 1).length).toBeGreaterThan(1);
});

test('parts hold every item once and in order, are as large as they say, and no larger than the limit', () => {
  const item = fc.record({ text: fc.string({ unit: 'grapheme', maxLength: 300 }) });
  fc.assert(
    fc.property(
      fc.array(item, { maxLength: 60 }),
      fc.integer({ min: 300, max: 5_000 }),
      (items, maxBytes) => {
        const parts = cut(items, maxBytes);
        const bodies = parts.map((part) => JSON.parse(part.text()));
        expect(bodies.flatMap(({ stacks }) => stacks)).toEqual(items);
        parts.forEach((part, index) => {
          expect(part.bytes).toBe(Buffer.byteLength(part.text()));
          expect(part.items).toBe(bodies[index].stacks.length);
          if (part.items > 1) expect(part.bytes).toBeLessThanOrEqual(maxBytes);
        });
        const numbers = bodies.map(({ batch_id, batch_index, batch_total }) => [
          batch_id,
          batch_index,
          batch_total,
        ]);
        const expected = parts.map((_, index) => [batchId, index, parts.length]);
        expect(numbers).toEqual(parts.length === 1 ? [[undefined, undefined, undefined]] : expected);
      },
    ),
  );
});

test('an item larger than the limit goes alone', () => {
  const parts = cut([{ a: 1 }, { a: 'x'.repeat(2_000) }, { a: 3 }], 400);
  expect(parts.map(({ items }) => items)).toEqual([1, 1, 1]);
});
