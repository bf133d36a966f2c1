/** Request targets: the path and query of an operation with fitting and with hostile values, and those of nobody. */
import fc from 'fast-check';
import { fittingField } from './fitting-values.ts';
import { hostileTexts } from './hostile-values.ts';
import type { Operation, Parameter } from './operations.ts';

/** Texts that mean something to the server under test. */
export type Words = readonly string[];

function textOf(parameter: Parameter, words: Words): fc.Arbitrary<string> {
  const fitting = fittingField(parameter.name, parameter.schema, words).map(String);
  return fc.oneof(
    { weight: 10, arbitrary: fitting.map((text) => encodeURIComponent(text.toWellFormed())) },
    {
      weight: 1,
      arbitrary: hostileTexts.map((text) => encodeURIComponent(text.toWellFormed()).slice(0, 9_000)),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('%zz', '%', '%00', '%C0%AF', '..', '.', '%2e%2e', '', '\u00ff', 'a b'),
    },
  );
}

export function targets(operation: Operation, words: Words): fc.Arbitrary<string> {
  const inPath = operation.parameters.filter(({ place }) => place === 'path');
  const inQuery = operation.parameters.filter(({ place }) => place === 'query');
  const path = fc
    .tuple(...inPath.map((parameter) => textOf(parameter, words)))
    .map((values) =>
      inPath.reduce(
        (text, { name }, index) => text.replace(`{${name}}`, () => values[index] ?? ''),
        operation.path,
      ),
    );
  const pairs = inQuery.map((parameter) =>
    fc
      .tuple(fc.constant(parameter.name), textOf(parameter, words), fc.nat(9))
      // Now and then it is left out, or given twice.
      .map(([name, value, dice]) =>
        dice < (/workspace/i.test(name) ? 2 : 6) && !parameter.required
          ? []
          : dice === 9
            ? [`${name}=${value}`, `${name}=${value}`]
            : [`${name}=${value}`],
      ),
  );
  const extra = fc.constantFrom(
    '',
    '',
    '',
    '',
    '__proto__[a]=1',
    'constructor=1',
    'a[b][c]=1',
    '=',
    '&&',
    'x'.repeat(3_000),
  );
  return fc.tuple(path, fc.tuple(...pairs), extra).map(([text, given, more]) => {
    const query = [...given.flat(), ...(more === '' ? [] : [more])].join('&');
    return query === '' ? text : `${text}?${query}`;
  });
}

export const wildTargets = fc.oneof(
  fc.constantFrom(
    '/',
    '//',
    '*',
    '/api',
    '/api/v1',
    '/api/v1/',
    '/%',
    '/..%2f..%2fetc',
    '/\u00ff',
    '/?',
    'x',
    '/api/v1/locks#x',
  ),
  fc.constantFrom(
    '/api/v1/locks/../locks',
    'http://evil.example/healthz',
    '/healthz;a=b',
    `/${'a/'.repeat(4_000)}`,
    `/${'a'.repeat(30_000)}`,
  ),
  fc.webPath().map((path) => `/${path}`),
);
