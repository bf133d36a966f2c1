/** Patterns that no GitHub run can ever meet: the rule is valid and denies everybody. Says nothing where it is not certain. */

import { anyName } from '../../patterns/glob-relations.ts';
import type { MatchableClaim } from '../claims.ts';
import { createFinding, type PolicyFinding } from '../findings.ts';
import type { ClaimMatcher } from '../policy.ts';
import {
  commits,
  describeBranchFault,
  describeIdFault,
  describeRefFault,
  describeRepositoryFault,
  meets,
  ownerName,
  refs,
} from './claim-values.ts';
import { describeEventFault } from './events.ts';
import { quote } from './evidence.ts';
import { readWholeAlternatives } from './outline.ts';
import { describeSubjectFault } from './subject-shape.ts';

function describeWorkflowFault(pattern: string): string | undefined {
  const end = pattern.lastIndexOf('@');
  const ref = end < 0 || pattern.slice(end).includes('*') ? '*' : pattern.slice(end + 1);
  if (!meets(pattern, [`${anyName}/${anyName}/?*@?*`])) return 'it is owner/name/.github/workflows/FILE@REF';
  if (ref === '*' || meets(ref, [...refs, ...commits])) return undefined;
  return `behind the @ is a full ref, such as ${quote(`refs/heads/${ref === '' ? 'main' : ref}`)}`;
}

function describeCommitFault(pattern: string): string | undefined {
  return /[^0-9a-f*?]/.test(pattern) || !meets(pattern, commits)
    ? 'it is a whole commit id in lower-case hexadecimal'
    : undefined;
}

/** Why no value of the claim fits the glob, the end of a sentence. A claim that is not named may have any value. */
const faults: Partial<Record<MatchableClaim, (pattern: string) => string | undefined>> = {
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
  event_name: describeEventFault,
  job_workflow_ref: describeWorkflowFault,
  repository_id: describeIdFault,
  repository_owner_id: describeIdFault,
  repository_visibility: (pattern) =>
    meets(pattern, ['public', 'private', 'internal']) ? undefined : 'it is public, private or internal',
  actor_id: describeIdFault,
  runner_environment: (pattern) =>
    meets(pattern, ['github-hosted', 'self-hosted']) ? undefined : 'it is github-hosted or self-hosted',
  base_ref: describeBranchFault,
  head_ref: describeBranchFault,
};

/** Nothing for a pattern that some run may meet, and each alternative of which some run may meet. */
export function findUnmatchable({ claim, kind, pattern, range }: ClaimMatcher): PolicyFinding | undefined {
  const judge = faults[claim];
  if (judge === undefined) return undefined;
  const alternatives =
    kind === 'glob' ? [{ text: pattern, globs: [pattern] }] : readWholeAlternatives(pattern);
  for (const { text, globs } of alternatives) {
    const [fault, ...others] = globs.map(judge);
    if (fault === undefined || others.includes(undefined)) continue;
    const place = text === pattern ? '' : `, an alternative of ${quote(pattern)}`;
    const message = `No run has the ${claim} ${quote(text)}${place}: ${fault}.`;
    return createFinding('unmatchable', { range, message });
  }
  return undefined;
}
