import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { collectElsewhere, collectPermissions } from '../../../../scripts/permissions.ts';
import {
  permissionCatalog,
  permissionsElsewhere,
} from '../../../../src/domain/trust-policy/permission-catalog.ts';
import {
  accessLevels,
  capPermissions,
  type Permissions,
  unitePermissions,
} from '../../../../src/domain/trust-policy/permissions.ts';

const names = fc.constantFrom('contents', 'issues', 'constructor', 'toString');
const permissions: fc.Arbitrary<Permissions> = fc.dictionary(names, fc.constantFrom(...accessLevels));

/** -1 for a missing permission. */
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

  test('in the catalog are the repository permissions that GitHub publishes, as the script writes them', () => {
    expect(Object.entries(permissionCatalog)).toEqual([...collectPermissions()]);
    expect([...permissionsElsewhere]).toEqual(collectElsewhere());
    expect([...permissionsElsewhere].filter((name) => Object.hasOwn(permissionCatalog, name))).toEqual([]);
  });

  test.each([
    ...['actions_variables', 'codespaces_lifecycle_admin', 'codespaces_secrets', 'repository_advisories'],
    ...['code_quality', 'packages', 'single_file', 'repository_projects', 'workflows'],
  ])('in the catalog is %s', (name) => {
    expect(permissionCatalog).toHaveProperty(name);
  });
});
