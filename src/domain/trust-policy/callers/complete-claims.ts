/** Claims that a person wrote down → the claims that GitHub would have issued. */

import type { PolicyClaims } from '../claims.ts';
import { encodeSubjectValue } from '../subject.ts';

/** What GitHub puts after the repository in `sub`: the environment, else the pull request, else the ref. */
function subjectTail({ environment, event_name, ref }: PolicyClaims): string | undefined {
  if (environment) return `environment:${encodeSubjectValue(environment)}`;
  if (event_name === 'pull_request') return 'pull_request';
  return ref ? `ref:${ref}` : undefined;
}

/**
 * Adds `repository_owner`, `ref_type` and `sub` (in its form with names) if they are missing and follow from the others. Given
 * claims stay unchanged, and no others are added.
 */
export function completeClaims(given: PolicyClaims): PolicyClaims {
  const { repository, ref } = given;
  const owner = repository?.includes('/') ? repository.slice(0, repository.indexOf('/')) : undefined;
  const refType = ref === undefined ? undefined : ref.startsWith('refs/tags/') ? 'tag' : 'branch';
  const tail = subjectTail(given);
  const subject = repository === undefined || tail === undefined ? undefined : `repo:${repository}:${tail}`;
  return { repository_owner: owner, ref_type: refType, sub: subject, ...given };
}
