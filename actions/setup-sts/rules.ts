/** Syntax of repositories and policy names, from inputs and from atmos.yaml. */
import { maxSources } from '../../src/domain/sts/limits.ts';
import { isPolicyName } from '../../src/domain/trust-policy/policy-path.ts';

/** Each returns the problem, which completes a sentence that starts with the name of the setting, or `undefined`. */
export function sourceProblem(value: string): string | undefined {
  const wellFormed = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\/[A-Za-z0-9._-]{1,100}$/.test(value);
  const name = value.slice(value.indexOf('/') + 1);
  return wellFormed && name !== '.' && name !== '..' ? undefined : 'takes repositories as owner/name';
}

/** Names each once, without the `.git` of an address: no name at GitHub ends in it. */
export function withoutGitSuffix(sources: readonly string[]): readonly string[] {
  return [...new Set(sources.map((source) => source.replace(/\.git$/i, '')))];
}

export function sourcesProblem(values: readonly string[]): string | undefined {
  return values.length > maxSources ? `takes at most ${maxSources} repositories` : undefined;
}

/** The name becomes part of a path. */
export function policyNameProblem(value: string): string | undefined {
  return isPolicyName(value)
    ? undefined
    : 'takes the name of a policy file without .yaml: 1 to 64 letters, digits, dots, hyphens and underscores';
}
