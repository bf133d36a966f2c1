/** Permissions that GitHub does not have, or does not have at that level. */

import { createFinding, type PolicyFinding } from '../findings.ts';
import { permissionCatalog } from '../permission-catalog.ts';
import { accessLevels, isAccessLevel } from '../permissions.ts';
import { suggestWord } from '../suggestion.ts';
import { spellingFix } from './scalar.ts';
import type { PolicyPathSegments, PolicySource } from './source.ts';

/**
 * Every entry of one rule's `permissions` that can never be granted. A level above GitHub's highest is not among them: the cap
 * at what the installation holds lowers it. A level below GitHub's lowest would grant nothing. What is no level at all is the
 * schema's to find.
 */
export function findUnknownPermissions(
  source: PolicySource,
  permissions: Readonly<Record<string, unknown>>,
  path: PolicyPathSegments,
): PolicyFinding[] {
  return Object.entries(permissions).flatMap(([name, level]) => {
    const levels = Object.hasOwn(permissionCatalog, name) ? permissionCatalog[name] : undefined;
    if (levels === undefined) {
      const meant = suggestWord(name, Object.keys(permissionCatalog));
      const hint = meant ? ` Did you mean "${meant}"?` : '';
      const message = `Unknown repository permission ${JSON.stringify(name.slice(0, 64))}.${hint}`;
      const range = source.rangeOfKey([...path, name]);
      return [createFinding('permission-unknown', range, message, { fix: spellingFix(range, name, meant) })];
    }
    const lowest = levels[0] ?? 'read';
    if (!isAccessLevel(level) || accessLevels.indexOf(level) >= accessLevels.indexOf(lowest)) return [];
    const message = `GitHub has no ${level} level for ${name}. Its lowest is ${lowest}.`;
    return [createFinding('permission-level', source.rangeOfValue([...path, name]), message)];
  });
}
