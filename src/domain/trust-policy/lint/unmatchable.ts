/** Patterns that no GitHub run can ever meet: the rule is valid and denies everybody. Says nothing where it is not certain. */

import { anyName } from '../../patterns/glob-relations.ts';
import type { PolicyClaim } from '../claims.ts';
import { createFinding, type PolicyFinding } from '../findings.ts';
import type { ClaimMatcher } from '../policy.ts';
import {
  commits,
  describeRefFault,
  describeRepositoryFault,
  meets,
  ownerName,
  refs,
} from './claim-values.ts';
import { quote } from './evidence.ts';
import { describeSubjectFault } from './subject-shape.ts';

function describeWorkflowFault(pattern: string): string | undefined {
  const end = pattern.lastIndexOf('@');
  const ref = end < 0 || pattern.slice(end).includes('*') ? '*' : pattern.slice(end + 1);
  const shape = `${anyName}/${anyName}/?*@`;
  if (ref === '*' ? meets(pattern, [`${shape}?*`]) : meets(ref, [...refs, ...commits])) return undefined;
  return ref === '*'
    ? 'it is owner/name/.github/workflows/FILE@REF'
    : `behind the @ is a full ref, such as ${quote(`refs/heads/${ref === '' ? 'main' : ref}`)}`;
}

function describeCommitFault(pattern: string): string | undefined {
  return /[^0-9a-f*?]/.test(pattern) || !meets(pattern, commits)
    ? 'it is a whole commit id in lower-case hexadecimal'
    : undefined;
}

/** Why no value of the claim fits the glob, the end of a sentence. A claim that is not named may have any value. */
const faults: Partial<Record<PolicyClaim, (pattern: string) => string | undefined>> = {
  subject: describeSubjectFault,
  repository: describeRepositoryFault,
  repository_owner: (pattern) =>
    ownerName.test(pattern)
      ? undefined
      : 'the name of an owner has letters, digits and hyphens, and no slash',
  ref: describeRefFault,
  ref_type: (pattern) => (meets(pattern, ['branch', 'tag']) ? undefined : 'it is branch or tag'),
  actor: (pattern) =>
    /[\s,;@/:|]/.test(pattern) ? 'a login has letters, digits and hyphens, without @' : undefined,
  workflow_ref: describeWorkflowFault,
  sha: describeCommitFault,
};

/** An expression without any special character is a value, as a glob is. */
function toGlob({ kind, pattern }: ClaimMatcher): string | undefined {
  return kind === 'glob' || /^[\w/:@ ,-]+$/.test(pattern) ? pattern : undefined;
}

/** Nothing for a pattern that some run may meet. */
export function findUnmatchable(matcher: ClaimMatcher): PolicyFinding | undefined {
  const { claim, pattern, range } = matcher;
  const glob = toGlob(matcher);
  const fault = glob === undefined ? undefined : faults[claim]?.(glob);
  if (fault === undefined) return undefined;
  return createFinding('unmatchable', {
    range,
    message: `No run has the ${claim} ${quote(pattern)}: ${fault}.`,
  });
}
