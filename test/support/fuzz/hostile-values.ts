/** Hostile values: values of the wrong type, texts that break parsers, and invalid JSON. */
import fc from 'fast-check';

/** Deeper than what recurses survives; below every body limit. */
const deepNesting = 30_000;
const hugeLength = 60_000;

export const hostileTexts: fc.Arbitrary<string> = fc.constantFrom(
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\udfff\ud800',
  '\u202egnp.exe',
  '\ufeff',
  '__proto__',
  'constructor',
  'toString',
  '../../../../etc/passwd',
  '%2e%2e%2f%00',
  "' or 1=1 --",
  '"; drop table locks; --',
  '$(id)',
  '{{7*7}}',
  '\r\nx-injected: yes',
  'null',
  'NaN',
  '9'.repeat(400),
  '-1',
  '1e999',
  'a'.repeat(hugeLength),
  '🦄'.repeat(2_000),
  '('.repeat(5_000),
  `${'a'.repeat(5_000)}!`,
  '/'.repeat(5_000),
  'https://evil.example/',
);

const hostileSingles: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  1e308,
  5e-324,
  [],
  {},
  [[]],
  [null],
  { length: 1e9 },
  { toString: 1, valueOf: 2 },
  { $ref: '#' },
  Array.from({ length: 5_000 }, () => 0),
  Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`key${index}`, index])),
);

const hostileValues: fc.Arbitrary<unknown> = fc.oneof(hostileTexts, hostileSingles, fc.jsonValue());

interface Change {
  /** Which of the value's places, counted modulo how many there are. */
  readonly place: number;
  readonly kind: 'replace' | 'remove' | 'add';
  readonly value: unknown;
}

type Container = Record<string, unknown> | unknown[];

/** Each property and item of a value, as container and key. */
function placesOf(value: unknown): { readonly container: Container; readonly key: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    { container: value as Container, key },
    ...placesOf(inner),
  ]);
}

function change(root: unknown, { place, kind, value }: Change): unknown {
  const copy = structuredClone(root);
  const places = placesOf(copy);
  const chosen = places[place % Math.max(places.length, 1)];
  if (chosen === undefined) return value;
  const container = chosen.container as Record<string, unknown>;
  if (kind === 'remove') delete container[chosen.key];
  else container[kind === 'add' ? `${chosen.key}_more` : chosen.key] = value;
  return copy;
}

/** A fitting value with a few of its places spoilt. */
export function spoiltValues(fitting: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const changes = fc.array(
    fc.record({
      place: fc.nat(50),
      kind: fc.constantFrom('replace' as const, 'replace' as const, 'remove' as const, 'add' as const),
      value: hostileValues,
    }),
    { minLength: 1, maxLength: 3 },
  );
  return fc.tuple(fitting, changes).map(([value, list]) => list.reduce(change, value));
}

type TextChange = (json: string, at: number) => string;

/** What is done to the text of a body. */
const textChanges: Readonly<Record<string, TextChange>> = {
  truncated: (json, at) => json.slice(0, at % Math.max(json.length, 1)),
  'trailing garbage': (json) => `${json}garbage`,
  twice: (json) => json + json,
  'byte order mark': (json) => `\ufeff${json}`,
  'a NUL in it': (json, at) =>
    `${json.slice(0, at % (json.length + 1))}\0${json.slice(at % (json.length + 1))}`,
  'a duplicate key': (json) => json.replace(/^\{("(?:[^"\\]|\\.)*")/, '{$1:null,$1'),
  'a prototype key': (json) => json.replace(/^\{/, '{"__proto__":{"admin":true},'),
  'a constructor key': (json) => json.replace(/^\{/, '{"constructor":{"prototype":{"admin":true}},'),
  'deep lists': (json) =>
    json.replace(/^\{/, `{"deep":${'['.repeat(deepNesting)}${']'.repeat(deepNesting)},`),
  'deep objects': () => `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
  'deep and open': () => '['.repeat(deepNesting),
  'a number out of range': (json) => json.replace(/:\d+/, ':1e999'),
  'a lone surrogate': (json) => json.replace(/"([^"\\]*)"\}?$/, '"\\ud800"}'),
  'too large': (json) => json.replace(/^\{/, `{"pad":"${'x'.repeat(2 ** 21)}",`),
  'only blanks': () => ' \n\t ',
  'single quotes': (json) => json.replaceAll('"', "'"),
};

/** The text of a JSON value, broken in one way. */
export function brokenTexts(values: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  return fc
    .tuple(values, fc.constantFrom(...Object.keys(textChanges)), fc.nat(4_096))
    .map(([value, name, at]) => (textChanges[name] as TextChange)(JSON.stringify(value) ?? '', at));
}
