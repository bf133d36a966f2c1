import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cutArray } from '../../../src/server/stacks/uploads/cut-array.ts';

const cut = (text: string, limit = 1_000) => {
  const body = Buffer.from(text);
  const { head, elements } = cutArray(body, 'items', limit);
  return {
    head,
    items: elements.map(([start, end]) => JSON.parse(body.toString('utf8', start, end)) as unknown),
  };
};

describe('cutArray', () => {
  test('gives what JSON.parse gives, however the body is written', () => {
    const body = fc.record({ a: fc.jsonValue(), items: fc.array(fc.jsonValue()), 'z"\\': fc.jsonValue() });
    fc.assert(
      fc.property(body, fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space);
        const { items, ...rest } = JSON.parse(text) as { items: unknown[] };
        expect(cut(text)).toEqual({ head: { ...rest, items: [] }, items });
      }),
    );
  });

  test('refuses exactly what JSON.parse refuses', () => {
    const part = fc.constantFrom('{', '}', '[', ']', ',', ':', '"items"', '"a"', '1', 'true', ' ', '"', '\\');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 9 }), (parts) => {
        const text = `{"items":[1],${parts.join('')}}`;
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        if ((text.match(/"items"/g) ?? []).length > 1) return;
        if (isJson) expect(cut(text).items).toEqual([1]);
        else expect(() => cut(text)).toThrow(SyntaxError);
      }),
      { numRuns: 1_000 },
    );
  });

  test('looks for the list at the top level only, and leaves a value that is not a list to the schema', () => {
    expect(cut('{"a":{"items":[1]},"items":[2]}').items).toEqual([2]);
    expect(cut('{"items":{"a":[1]}}')).toEqual({ head: { items: { a: [1] } }, items: [] });
    expect(cut('[1]')).toEqual({ head: [1], items: [] });
  });

  test('returns one more than the limit, so that it shows', () => {
    expect(cut('{"items":[1,2,3,4]}', 2).items).toEqual([1, 2, 3]);
  });
});
