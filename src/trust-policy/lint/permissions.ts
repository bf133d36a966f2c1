/** Permissions that GitHub does not have, or does not have at that level. */

import { createFinding, type Finding } from '../findings.ts';
import { permissionCatalog } from '../permission-catalog.ts';
import { accessLevels, type Permissions } from '../permissions.ts';
import { suggestWord } from '../suggestion.ts';
import type { PolicyPathSegments, PolicySource } from './source.ts';

/**
 * Every entry of one rule's `permissions` that can never be granted. A level above GitHub's highest is not among them: the cap
 * at what the installation holds lowers it. A level below GitHub's lowest would grant nothing.
 */
export function findUnknownPermissions(
  source: PolicySource,
  permissions: Permissions,
  path: PolicyPathSegments,
): Finding[] {
  return Object.entries(permissions).flatMap(([name, level]) => {
    const levels = Object.hasOwn(permissionCatalog, name) ? permissionCatalog[name] : undefined;
    if (levels === undefined) {
      const meant = suggestWord(name, Object.keys(permissionCatalog));
      const hint = meant ? ` Did you mean "${meant}"?` : '';
      const message = `${JSON.stringify(name.slice(0, 64))} is no repository permission of GitHub Apps.${hint}`;
      const range = source.rangeOfKey([...path, name]);
      const fix =
        meant?.replaceAll('_', '') === name.toLowerCase().replace(/[-_]/g, '')
          ? { range, text: meant }
          : undefined;
      return [createFinding('permission-unknown', range, message, { fix })];
    }
    const lowest = levels[0] ?? 'read';
    if (accessLevels.indexOf(level) >= accessLevels.indexOf(lowest)) return [];
    const message = `GitHub has no ${level} level for ${name}. Its lowest is ${lowest}.`;
    return [createFinding('permission-level', source.rangeOfValue([...path, name]), message)];
  });
}
