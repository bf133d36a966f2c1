/** Syntax of repositories and policy names, from inputs and from atmos.yaml. */

/** Most repositories of one request. The server has the same limit. */
export const maxSources = 200;

/** Each returns the problem, which completes a sentence that starts with the name of the setting, or `undefined`. */
export function sourceProblem(value: string): string | undefined {
  const wellFormed = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\/[A-Za-z0-9._-]{1,100}$/.test(value);
  const name = value.slice(value.indexOf('/') + 1);
  return wellFormed && name !== '.' && name !== '..' ? undefined : 'takes repositories as owner/name';
}

export function sourcesProblem(values: readonly string[]): string | undefined {
  return values.length > maxSources ? `takes at most ${maxSources} repositories` : undefined;
}

/** The name becomes part of a path. */
export function policyNameProblem(value: string): string | undefined {
  return /^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(value)
    ? undefined
    : 'takes the name of a policy file without .yaml: 1 to 64 letters, digits, dots, hyphens and underscores';
}
