/** Request targets: the path and query of an operation with fitting and with hostile values, and unknown paths. */
import fc from 'fast-check';
import { fittingField } from './fitting-values.ts';
import { hostileTexts } from './hostile-values.ts';
import type { Operation, Parameter } from './operations.ts';
import type { Words } from './words.ts';

function fittingText(parameter: Parameter, words: Words): fc.Arbitrary<string> {
  const fitting = fittingField(parameter.name, parameter.schema, words).map(String);
  return fitting.map((text) => encodeURIComponent(text.toWellFormed()));
}

function anyText(parameter: Parameter, words: Words): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 10, arbitrary: fittingText(parameter, words) },
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

/** `batches.id` for the parameter of `/batches/{id}`, where values of that name are known: ids of two kinds look alike. */
function nameValues({ path }: Operation, { name }: Parameter, words: Words): string {
  const [, collection = ''] = new RegExp(`([^/]+)/\\{${name}\\}`).exec(path) ?? [];
  const full = `${collection}.${name}`;
  return Object.hasOwn(words.byField, full) ? full : name;
}

function pathOf(
  operation: Operation,
  words: Words,
  text: (parameter: Parameter) => fc.Arbitrary<string>,
): fc.Arbitrary<string> {
  const { parameters, path } = operation;
  const inPath = parameters.filter(({ place }) => place === 'path');
  return fc
    .tuple(
      ...inPath.map((parameter) => text({ ...parameter, name: nameValues(operation, parameter, words) })),
    )
    .map((values) =>
      inPath.reduce(
        (filled, { name }, index) => filled.replace(`{${name}}`, () => values[index] ?? ''),
        path,
      ),
    );
}

/** All required parameters, and those with known values, each with a fitting value. */
export function soundTargets(operation: Operation, words: Words): fc.Arbitrary<string> {
  const given = operation.parameters.filter(
    ({ place, name, required }) => place === 'query' && (required || Object.hasOwn(words.byField, name)),
  );
  const pairs = given.map((parameter) =>
    fittingText(parameter, words).map((value) => `${parameter.name}=${value}`),
  );
  return fc
    .tuple(
      pathOf(operation, words, (parameter) => fittingText(parameter, words)),
      fc.tuple(...pairs),
    )
    .map(([path, query]) => (query.length === 0 ? path : `${path}?${query.join('&')}`));
}

export function targets(operation: Operation, words: Words): fc.Arbitrary<string> {
  const inQuery = operation.parameters.filter(({ place }) => place === 'query');
  const path = pathOf(operation, words, (parameter) => anyText(parameter, words));
  const pairs = inQuery.map((parameter) =>
    fc
      .tuple(fc.constant(parameter.name), anyText(parameter, words), fc.nat(9))
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
