/** Decides whether a rule may allow some job of a repository: before a job runs, only its repository is known. */
import { findCommonValue } from '../../patterns/glob-relations.ts';
import type { ClaimMatcher, PolicyRule } from '../policy.ts';

/** The repository of the jobs, as GitHub has it now. */
export interface CallingRepository {
  readonly repositoryId: string;
  readonly ownerId: string;
  /** `owner/name` */
  readonly canonicalName: string;
}

/** A subject that begins with the repository, in its forms with names and with ids. A customized one begins otherwise. */
function mayBeginSubject({ kind, pattern }: ClaimMatcher, caller: CallingRepository): boolean {
  if (kind === 'regex' || !pattern.startsWith('repo:')) return true;
  const [owner = '', name = ''] = caller.canonicalName.split('/');
  const beginnings = [
    `repo:${owner}/${name}:*`,
    `repo:${owner}@${caller.ownerId}/${name}@${caller.repositoryId}:*`,
  ];
  return beginnings.some((beginning) => findCommonValue(pattern, beginning) !== undefined);
}

function mayMatch(matcher: ClaimMatcher, caller: CallingRepository): boolean {
  const [owner = ''] = caller.canonicalName.split('/');
  switch (matcher.claim) {
    case 'repository':
      return matcher.matches(caller.canonicalName);
    case 'repository_owner':
      return matcher.matches(owner);
    case 'repository_id':
      return matcher.matches(caller.repositoryId);
    case 'repository_owner_id':
      return matcher.matches(caller.ownerId);
    case 'subject':
      return mayBeginSubject(matcher, caller);
    default:
      return true;
  }
}

/** `false` is certain. `true`: what the rule says of refs, events and the like decides for each job. */
export function mayAllowRepository({ matchers }: PolicyRule, caller: CallingRepository): boolean {
  return matchers.length > 0 && matchers.every((matcher) => mayMatch(matcher, caller));
}
