/** Parses and compares `owner/name`. */

export interface RepositoryName {
  readonly owner: string;
  readonly name: string;
}

/** `undefined` if it is not `owner/name` as GitHub allows it (at most 39 and 100 characters). */
export function parseRepositoryName(text: string): RepositoryName | undefined {
  const match = /^([A-Za-z0-9][A-Za-z0-9_-]{0,38})\/([A-Za-z0-9._-]{1,100})$/.exec(text);
  const [, owner, name] = match ?? [];
  if (owner === undefined || name === undefined || name === '.' || name === '..') return undefined;
  return { owner, name };
}
