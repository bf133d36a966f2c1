/** One git configuration entry, and what git accepts as its key. */

/** `key` is dotted (`section.name` or `section.subsection.name`); equal keys accumulate in order. */
export interface GitConfigEntry {
  readonly key: string;
  readonly value: string;
}

export interface GitConfigKeyParts {
  readonly section: string;
  readonly subsection: string | undefined;
  readonly name: string;
}

/** Git takes an empty section from the environment, though a file cannot hold one. */
const sectionPattern = /^[A-Za-z0-9-]*$/;
const namePattern = /^[A-Za-z][A-Za-z0-9-]*$/;

/**
 * Splits a key as git does: the name follows the last dot, the section ends at the first one, everything between is
 * the subsection. Undefined where git would refuse the key, which makes every git command fail.
 */
export function parseGitConfigKey(key: string): GitConfigKeyParts | undefined {
  const last = key.lastIndexOf('.');
  const first = key.indexOf('.');
  if (last < 1) {
    return undefined;
  }
  const section = key.slice(0, first);
  const subsection = first === last ? undefined : key.slice(first + 1, last);
  const name = key.slice(last + 1);
  if (!sectionPattern.test(section) || !namePattern.test(name) || subsection?.includes('\n')) {
    return undefined;
  }
  return { section, subsection, name };
}
