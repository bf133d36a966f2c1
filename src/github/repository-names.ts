/** Splits and compares `owner/name`. */

export interface RepositoryName {
  readonly owner: string;
  readonly name: string;
}

/** `undefined` when it is not `owner/name` in GitHub's alphabet (no more than 39 and 100 characters). */
export function parseRepositoryName(text: string): RepositoryName | undefined {
  const match = /^([A-Za-z0-9][A-Za-z0-9_-]{0,38})\/([A-Za-z0-9._-]{1,100})$/.exec(text);
  const [, owner, name] = match ?? [];
  if (owner === undefined || name === undefined || name === '.' || name === '..') return undefined;
  return { owner, name };
}
