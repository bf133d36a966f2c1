/** The simulator's routes are operations of GitHub's, under GitHub's own addresses. */
import { expect, test } from '@jest/globals';
import { routes } from '../../src/simulator/routes.ts';
import { addressOf, findDeviations } from '../support/github-openapi.ts';

// GitHub serves some addresses that its description leaves out.
const apiRoutes = routes.filter(({ surface, id }) => surface === 'api' && !id.startsWith('undocumented/'));
const anyName = (path: string): string => path.replace(/\{\w+\}/g, '{}');

test.each(apiRoutes)('$id is served where GitHub serves it', ({ id, method, path }) => {
  // Run scripts/openapi-extract.ts after a route was added.
  expect(anyName(addressOf(id) ?? 'nowhere')).toBe(anyName(`${method} ${path}`));
});

test.each([
  ['a missing field', 200, { id: 1 }, "must have required property 'node_id'"],
  ['a wrong type in an error', 401, { message: 1 }, '/message must be string'],
  ['an answer that GitHub never gives', 202, {}, 'has no such answer'],
])('notices %s', (_name, status, body, problem) => {
  const deviations = findDeviations({ route: 'apps/get-authenticated', status, body });
  expect(deviations.join('\n')).toContain(problem);
});
