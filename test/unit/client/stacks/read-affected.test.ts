/** What is sent of an affected component, byte for byte, and what of it never is. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readAffected } from '../../../../src/client/stacks/read-affected.ts';
import { maxDependentsDepth } from '../../../../src/domain/stacks/limits.ts';
import { affectedText, type Sample } from '../../domain/stacks/samples.ts';

/** As they are sent. */
const itemsOf = (text: string): Readonly<Record<string, unknown>>[] =>
  JSON.parse(JSON.stringify(readAffected(text).map(({ item }) => item)));

describe('what is sent', () => {
  test('is what the Go client serializes after its strip: the same fields, zeros and order', () => {
    const text = affectedText({ component: 'vpc', dependents: [{ component: 'eks/cluster' }] });
    expect(JSON.stringify(itemsOf(text))).toBe(
      '[{"component":"vpc","component_type":"","component_path":"","stack":"dev","stack_slug":"","affected":"",' +
        '"affected_all":null,"dependents":[{"component":"eks/cluster","component_type":"","component_path":"",' +
        '"stack":"dev","stack_slug":"","dependents":[],"included_in_dependents":false,' +
        '"settings":{"pro":{"enabled":true}}}],"included_in_dependents":false,"settings":{"pro":{"enabled":true}}}]',
    );
  });

  test.each<{ name: string; more: object; settings: unknown }>([
    { name: 'no settings', more: { settings: null }, settings: null },
    { name: 'settings without pro', more: { settings: { a: 1 } }, settings: null },
    { name: 'a pro that is null', more: { settings: { pro: null } }, settings: { pro: null } },
    { name: 'a pro that is a text', more: { settings: { pro: '!env X' } }, settings: { pro: '!env X' } },
    {
      name: 'the pro block of a later Atmos',
      more: { pro: { a: 1 }, settings: { pro: { b: 1 } } },
      settings: { pro: { a: 1 } },
    },
    {
      name: 'an empty one of those',
      more: { pro: {}, settings: { pro: { b: 1 } } },
      settings: { pro: { b: 1 } },
    },
  ])('settings: $name', ({ more, settings }) => {
    expect(itemsOf(affectedText({ component: 'vpc', ...more }))).toMatchObject([{ settings }]);
  });

  test('a deletion, and only a deletion, has its two fields', () => {
    const items = itemsOf(
      affectedText(
        { component: 'a' },
        { component: 'b', deleted: true, deletion_type: 'stack', settings: null },
      ),
    );
    expect(items.map((item) => Object.keys(item).slice(-2))).toEqual([
      ['included_in_dependents', 'settings'],
      ['deleted', 'deletion_type'],
    ]);
  });

  test('is in one order whatever Atmos’s was', () => {
    const samples: Sample[] = [
      { component: 'b', stack: 'x' },
      { component: 'a', stack: 'x' },
      { component: 'z', stack: 'a' },
    ];
    expect(itemsOf(affectedText(...samples))).toEqual(itemsOf(affectedText(...samples.toReversed())));
  });

  test.each(['null', '[]'])('%s is nothing', (text) => expect(readAffected(text)).toEqual([]));

  test('has no other key at any depth, whatever the file contains', () => {
    const allowed = new Set(
      'component,component_type,component_path,stack,stack_slug,affected,affected_all,dependents,included_in_dependents,settings,deleted,deletion_type'.split(
        ',',
      ),
    );
    const item = fc.letrec<{ item: unknown }>((tie) => ({
      item: fc
        .tuple(
          fc.dictionary(fc.string(), fc.jsonValue()),
          fc.oneof({ maxDepth: 4 }, fc.constant([]), fc.array(tie('item'), { maxLength: 3 })),
          fc.record({ pro: fc.jsonValue(), vars: fc.jsonValue() }, { requiredKeys: [] }),
        )
        .map(([more, dependents, settings]) => ({
          ...more,
          ...{
            component: 'c',
            stack: 's',
            dependents,
            settings,
            pro: undefined,
            included_in_dependents: true,
          },
        })),
    })).item;
    const check = (value: Readonly<Record<string, unknown>>): void => {
      for (const key of Object.keys(value)) expect(allowed).toContain(key);
      expect(Object.keys(value['settings'] ?? {}).join()).toMatch(/^(pro)?$/);
      for (const dependent of value['dependents'] as (typeof value)[]) check(dependent);
    };
    fc.assert(
      fc.property(fc.array(item, { maxLength: 4 }), (items) => {
        for (const found of itemsOf(JSON.stringify(items))) check({ ...found });
      }),
    );
  });
});

describe('what is refused', () => {
  const deep = (levels: number): Sample => {
    let sample: Sample = { component: 'leaf' };
    for (let level = 0; level < levels; level += 1) sample = { component: 'c', dependents: [sample] };
    return sample;
  };

  test.each([
    { name: 'no JSON', text: 'Usage: atmos', words: 'is not JSON' },
    { name: 'an object', text: '{"include":[]}', words: 'something else where a list belongs' },
    { name: 'an item that is none', text: '[1]', words: 'item that is not an object' },
    { name: 'an item without a component', text: '[{"stack":"dev"}]', words: 'without a usable "component"' },
    { name: 'an item without a stack', text: '[{"component":"vpc"}]', words: 'without a usable "stack"' },
    { name: 'a name without end', text: affectedText({ component: 'x'.repeat(513) }), words: '1 to 512' },
    { name: 'a name with a NUL', text: affectedText({ component: 'a\0b' }), words: 'usable "component"' },
    {
      name: 'dependents that are not a list',
      text: affectedText({ component: 'a' }).replace('"dependents":[]', '"dependents":{}'),
      words: 'where a list belongs',
    },
    {
      name: 'a dependent that is none',
      text: affectedText({ component: 'a' }).replace('"dependents":[]', '"dependents":[null]'),
      words: 'dependent that is not an object',
    },
    {
      name: 'a nesting without end',
      text: affectedText(deep(maxDependentsDepth + 1)),
      words: 'deeper than 1000',
    },
  ])('$name', ({ text, words }) => {
    expect(() => readAffected(text)).toThrow(
      expect.objectContaining({ code: 'INPUT_STACKS_INVALID', message: expect.stringContaining(words) }),
    );
  });

  test('not the deepest nesting that is allowed', () => {
    expect(readAffected(affectedText(deep(maxDependentsDepth)))).toHaveLength(1);
  });
});
