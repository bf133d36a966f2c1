/** Values that fit a JSON Schema, so that a request gets past the door and into the handler behind it. */
import fc from 'fast-check';
import type { Schema } from './operations.ts';
import type { Words } from './words.ts';

/** Longest text and list that are made to fit; longer ones are what {@link hostileValues} is for. */
const maxFittingLength = 64;
const maxFittingItems = 4;

function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}

/** fast-check knows no lookaround; without it some of the texts do not fit, which is harmless. */
function withoutLookaround(pattern: string): RegExp {
  return new RegExp(pattern.replaceAll(/\(\?<?[=!](?:[^()\\]|\\.)*\)/g, ''));
}

function texts(schema: Schema, words: Words): fc.Arbitrary<string> {
  const minLength = numberOr(schema['minLength'], 0);
  const maxLength = numberOr(schema['maxLength'], maxFittingLength);
  const fits = (text: string) => text.length >= minLength && text.length <= maxLength;
  const known = words.anywhere.filter(fits);
  const bounds = { minLength, maxLength: Math.max(minLength, Math.min(maxLength, maxFittingLength)) };
  const pattern = schema['pattern'];
  const free =
    typeof pattern === 'string'
      ? fc.stringMatching(withoutLookaround(pattern)).map((text) => text.slice(0, maxLength))
      : fc.string({ ...bounds, unit: 'grapheme-composite' }).map((text) => text.slice(0, maxLength));
  return known.length === 0
    ? free
    : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: free });
}

/** As {@link fittingValues}, for a field of this name: an unknown workspace keeps a request out of every handler. */
export function fittingField(name: string, schema: Schema, words: Words): fc.Arbitrary<unknown> {
  const fitting = fittingValues(schema, words);
  const known = Object.hasOwn(words.byField, name) ? (words.byField[name] ?? []) : [];
  if (known.length === 0) return fitting;
  // Durations of a wait or a lock: unknown values would only make the run long.
  return typeof known[0] === 'number'
    ? fc.constantFrom(...known)
    : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: fitting });
}

function objects(schema: Schema, words: Words): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
  const required = Array.isArray(schema['required']) ? (schema['required'] as string[]) : [];
  const model = Object.fromEntries(
    properties.map(([name, inner]) => [name, fittingField(name, inner, words)]),
  );
  return fc.record(model, { requiredKeys: required.filter((name) => name in model), noNullPrototype: true });
}

function ofType(type: unknown, schema: Schema, words: Words): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return texts(schema, words);
    case 'integer':
    case 'number': {
      const min = numberOr(schema['minimum'], -10);
      const max = numberOr(schema['maximum'], Math.max(min, 100_000));
      return fc.integer({ min: Math.ceil(min), max: Math.floor(max) });
    }
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array': {
      const minLength = numberOr(schema['minItems'], 0);
      const maxLength = Math.max(
        minLength,
        Math.min(numberOr(schema['maxItems'], maxFittingItems), maxFittingItems),
      );
      return fc.array(fittingValues((schema['items'] ?? {}) as Schema, words), { minLength, maxLength });
    }
    case 'object':
      return objects(schema, words);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

/** Words are used where their length fits. */
export function fittingValues(schema: Schema, words: Words): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...schema['enum']);
  const choices = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(choices)) return fc.oneof(...choices.map((choice) => fittingValues(choice, words)));
  const type = schema['type'] ?? ('properties' in schema ? 'object' : undefined);
  const types = Array.isArray(type) ? type : [type];
  return fc.oneof(...types.map((each) => ofType(each, schema, words)));
}
