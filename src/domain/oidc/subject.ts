/** Decides whether `sub` and the separate claims name the same repository. */

import type { IdTokenClaims } from './claims.ts';

type IdentityClaims = Pick<
  IdTokenClaims,
  'sub' | 'repository' | 'repository_id' | 'repository_owner' | 'repository_owner_id'
>;

/**
 * The form of `sub`: GitHub's older form with names, its form with immutable ids (issued since 15 July 2026), a subject that the
 * repository or organization has customized, or one that contradicts the token's repository claims.
 */
export type SubjectVerdict =
  | {
      readonly form: 'name' | 'id' /** After the repository and its colon; `""` when nothing follows. */;
      readonly tail: string;
    }
  | { readonly form: 'custom' | 'contradictory' };

function equalNames(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** `owner/name` with nothing in it that could be mistaken for a separator of a subject. */
const repositoryName = /^([^/@:\s]+)\/([^/@:\s]+)$/;
const immutableId = /^\d{1,20}$/;

/**
 * Reads `sub` against the token's own claims; never takes identity out of it. A subject that does not start with `repo:` is
 * customized and cannot contradict the other claims. Names are compared without case, as GitHub compares them.
 */
export function readTokenSubject(claims: IdentityClaims): SubjectVerdict {
  const [, owner, name] = repositoryName.exec(claims.repository) ?? [];
  const ids = [claims.repository_owner_id, claims.repository_id];
  if (owner === undefined || name === undefined || !ids.every((id) => immutableId.test(id))) {
    return { form: 'contradictory' };
  }
  if (!equalNames(owner, claims.repository_owner)) return { form: 'contradictory' };
  if (!claims.sub.toLowerCase().startsWith('repo:')) return { form: 'custom' };
  const prefixes = {
    name: `repo:${owner}/${name}`,
    id: `repo:${owner}@${claims.repository_owner_id}/${name}@${claims.repository_id}`,
  };
  for (const form of ['name', 'id'] as const) {
    const prefix = prefixes[form];
    if (equalNames(claims.sub, prefix)) return { form, tail: '' };
    if (equalNames(claims.sub.slice(0, prefix.length + 1), `${prefix}:`)) {
      return { form, tail: claims.sub.slice(prefix.length + 1) };
    }
  }
  return { form: 'contradictory' };
}
