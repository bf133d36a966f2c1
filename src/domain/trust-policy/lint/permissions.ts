/** Permissions that GitHub does not have, or does not have at that level. */

import { suggestWord } from '../../../base/suggest-word.ts';
import { createFinding, type PolicyFinding } from '../findings.ts';
import { permissionCatalog, permissionsElsewhere } from '../permission-catalog.ts';
import { accessLevels, isAccessLevel } from '../permissions.ts';
import { spellingFix } from './scalar.ts';
import type { PolicyPathSegments, PolicySource } from './source.ts';

/** Of an organization, a user or an enterprise: by GitHub's lists, and by their prefixes for what is newer. */
function isElsewhere(name: string): boolean {
  return permissionsElsewhere.has(name) || /^(?:organization|enterprise|user)_/.test(name);
}

/**
 * Every entry of one rule's `permissions` that can never be granted. A level above GitHub's highest is not among them: the cap
 * at what the installation holds lowers it. A level below GitHub's lowest would grant nothing. The schema finds
 * unknown levels. A name that is not in the catalog and that the installation holds is a warning.
 */
export function findUnknownPermissions(
  source: PolicySource,
  permissions: Readonly<Record<string, unknown>>,
  { path, held }: { readonly path: PolicyPathSegments; readonly held: readonly string[] },
): PolicyFinding[] {
  return Object.entries(permissions).flatMap(([name, level]) => {
    const levels = Object.hasOwn(permissionCatalog, name) ? permissionCatalog[name] : undefined;
    if (levels === undefined && held.includes(name) && !isElsewhere(name)) {
      const message = `The linter does not know the permission ${JSON.stringify(name.slice(0, 64))}, and the installation of the App holds it. It is granted.`;
      return [createFinding('permission-unlisted', { range: source.rangeOfKey([...path, name]), message })];
    }
    if (levels === undefined) {
      const range = source.rangeOfKey([...path, name]);
      if (isElsewhere(name)) {
        const message = `${JSON.stringify(name.slice(0, 64))} is not a permission of repositories. A token for one repository cannot have it.`;
        return [createFinding('permission-unknown', { range, message })];
      }
      const meant = suggestWord(name, Object.keys(permissionCatalog));
      const hint = meant ? ` Did you mean "${meant}"?` : '';
      const message = `Unknown repository permission ${JSON.stringify(name.slice(0, 64))}.${hint}`;
      return [createFinding('permission-unknown', { range, message, fix: spellingFix(range, name, meant) })];
    }
    const lowest = levels[0] ?? 'read';
    if (!isAccessLevel(level) || accessLevels.indexOf(level) >= accessLevels.indexOf(lowest)) return [];
    const message = `GitHub has no ${level} level for ${name}. Its lowest is ${lowest}.`;
    return [createFinding('permission-level', { range: source.rangeOfValue([...path, name]), message })];
  });
}
