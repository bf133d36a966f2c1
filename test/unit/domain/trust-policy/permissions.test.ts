import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { permissionCatalog } from '../../../../src/domain/trust-policy/permission-catalog.ts';
import {
  accessLevels,
  capPermissions,
  type Permissions,
  unitePermissions,
} from '../../../../src/domain/trust-policy/permissions.ts';

const names = fc.constantFrom('contents', 'issues', 'constructor', 'toString');
const permissions: fc.Arbitrary<Permissions> = fc.dictionary(names, fc.constantFrom(...accessLevels));

/** -1 for a permission that is not there. */
function rank(set: Permissions, name: string): number {
  const level = Object.hasOwn(set, name) ? set[name] : undefined;
  return level === undefined ? -1 : accessLevels.indexOf(level);
}
const all = ['contents', 'issues', 'constructor', 'toString'];

describe('permissions', () => {
  test('unite to the highest of each', () => {
    fc.assert(
      fc.property(fc.array(permissions, { maxLength: 4 }), (sets) => {
        const united = unitePermissions(sets);
        for (const name of all)
          expect(rank(united, name)).toBe(Math.max(-1, ...sets.map((set) => rank(set, name))));
      }),
    );
  });

  test('are capped to the lower of the two', () => {
    fc.assert(
      fc.property(permissions, permissions, (wanted, held) => {
        const capped = capPermissions(wanted, held);
        for (const name of all)
          expect(rank(capped, name)).toBe(Math.min(rank(wanted, name), rank(held, name)));
      }),
    );
  });

  test('print the same for the same set', () => {
    const one = unitePermissions([{ issues: 'read' }, { contents: 'write' }]);
    const other = unitePermissions([{ contents: 'write' }, { issues: 'read' }]);
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  });

  test('in the catalog are the repository permissions that GitHub publishes', () => {
    const types = readFileSync(
      createRequire(import.meta.url)
        .resolve('@octokit/openapi-types/package.json')
        .replace('package.json', 'types.d.ts'),
      'utf8',
    );
    const start = types.indexOf('"app-permissions": {');
    const entries = [
      ...types
        .slice(start, types.indexOf('/**\n     * Simple User', start))
        .matchAll(/^ {6}(\w+)\?:\s*([^;]+);/gm),
    ];
    const published = entries.map(([, name, levels]) => [
      name,
      [...(levels ?? '').matchAll(/"(\w+)"/g)].map((match) => match[1]),
    ]);
    // GitHub lists the permissions of repositories first, then those of organisations, users and enterprises.
    const last = published.findIndex(([name]) => name === 'workflows');
    expect(Object.entries(permissionCatalog)).toEqual(published.slice(0, last + 1));
  });
});
