/** What a source and a policy name may look like, wherever they were written. */

/** Most repositories that one request may name; the server has the same limit. */
export const maxSources = 200;

/** Each returns what is wrong, as the rest of a sentence that begins with the setting's name; undefined when nothing is. */
export function sourceProblem(value: string): string | undefined {
  const wellFormed = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\/[A-Za-z0-9._-]{1,100}$/.test(value);
  const name = value.slice(value.indexOf('/') + 1);
  return wellFormed && name !== '.' && name !== '..' ? undefined : 'takes repositories as owner/name';
}

export function sourcesProblem(values: readonly string[]): string | undefined {
  return values.length > maxSources ? `takes at most ${maxSources} repositories` : undefined;
}

/** The name also goes into a path. */
export function policyNameProblem(value: string): string | undefined {
  return /^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(value)
    ? undefined
    : 'takes the name of a policy file without .yaml: 1 to 64 letters, digits, dots, hyphens and underscores';
}
