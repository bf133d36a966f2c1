/** Reads a permission that a person wrote down, `name=level`. */
import { ActionError } from '../../../base/errors.ts';
import { suggestWord } from '../../../base/suggest-word.ts';
import { permissionCatalog } from '../permission-catalog.ts';
import { isAccessLevel } from '../permissions.ts';

/** Throws INPUT_INVALID without a name and a level. */
export function readPermission(text: string): readonly [name: string, level: string] {
  const [name, level, ...more] = text.split('=');
  if (name && level && more.length === 0) return [name, level];
  throw new ActionError(
    'INPUT_INVALID',
    `Invalid permission: expected name=level, got ${JSON.stringify(text)}.`,
  );
}

/** Throws INPUT_INVALID for a name or a level that GitHub does not have. */
export function checkPermission(text: string): void {
  const [name, level] = readPermission(text);
  if (!Object.hasOwn(permissionCatalog, name)) {
    const meant = suggestWord(name, Object.keys(permissionCatalog));
    const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`;
    throw new ActionError('INPUT_INVALID', `Unknown permission ${JSON.stringify(name)}.${hint}`);
  }
  if (!isAccessLevel(level))
    throw new ActionError(
      'INPUT_INVALID',
      `Invalid level: expected read, write or admin, got ${JSON.stringify(level)}.`,
    );
}
