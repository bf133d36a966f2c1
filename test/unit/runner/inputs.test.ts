import { describe, expect, test } from '@jest/globals';
import { maxInputLength, readInputs } from '../../../src/runner/inputs.ts';

const table = {
  name: { kind: 'text', required: true },
  'with blank': { kind: 'text' },
  items: { kind: 'list', problem: (item: string) => (item.includes(' ') ? 'takes words' : undefined) },
  mode: { kind: 'choice', choices: ['a', 'b'], default: 'a' },
  on: { kind: 'flag', default: 'true' },
  ttl: { kind: 'integer', minimum: 1, maximum: 60, default: '30' },
} as const;

describe('inputs', () => {
  test.each([
    { name: 'defaults', given: {}, values: { items: undefined, mode: 'a', on: true, ttl: 30 } },
    { name: 'blank as absent', given: { INPUT_MODE: '  ' }, values: { mode: 'a' } },
    { name: 'a name with a blank', given: { INPUT_WITH_BLANK: 'x' }, values: { 'with blank': 'x' } },
    {
      name: 'lists by line and comma',
      given: { INPUT_ITEMS: 'a, b\r\n\nc,a,' },
      values: { items: ['a', 'b', 'c'] },
    },
    { name: 'a list of separators', given: { INPUT_ITEMS: ',\n,' }, values: { items: [] } },
    { name: 'flags of YAML', given: { INPUT_ON: 'False' }, values: { on: false } },
    { name: 'bounds of a number', given: { INPUT_TTL: '60' }, values: { ttl: 60 } },
  ])('take $name', ({ given, values }) => {
    expect(readInputs(table, { INPUT_NAME: 'n', ...given })).toMatchObject(values);
  });

  test.each([
    { name: 'a missing required one', given: { INPUT_NAME: '' }, says: 'Input "name" is required.' },
    {
      name: 'an unknown choice',
      given: { INPUT_MODE: 'c' },
      says: 'Input "mode" must be one of a, b, got "c".',
    },
    {
      name: 'a flag in words',
      given: { INPUT_ON: 'on' },
      says: 'Input "on" must be true or false, got "on".',
    },
    {
      name: 'a number over its bound',
      given: { INPUT_TTL: '61' },
      says: 'must be an integer from 1 to 60',
    },
    { name: 'a fraction', given: { INPUT_TTL: '1.5' }, says: 'must be an integer' },
    { name: 'hexadecimal', given: { INPUT_TTL: '0x10' }, says: 'must be an integer' },
    { name: 'a bad item', given: { INPUT_ITEMS: 'ok,not ok' }, says: 'takes words, got "not ok"' },
    {
      name: 'too much',
      given: { INPUT_NAME: 'x'.repeat(maxInputLength + 1) },
      says: 'at most 65536 characters',
    },
  ])('refuse $name', ({ given, says }) => {
    expect(() => readInputs(table, { INPUT_NAME: 'n', ...given })).toThrow(says);
  });
});
