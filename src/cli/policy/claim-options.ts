/** The options of `policy explain` that set claims of an ID token. */
import { ActionError } from '../../base/errors.ts';
import type { PolicyClaims } from '../../domain/trust-policy/claims.ts';

interface ClaimOption {
  readonly flag: string;
  readonly claim: keyof PolicyClaims;
  readonly description: string;
}

export const claimOptions: readonly ClaimOption[] = [
  { flag: 'repository', claim: 'repository', description: 'repository of the job, as owner/name' },
  {
    flag: 'repository-owner',
    claim: 'repository_owner',
    description: 'owner of the repository (default: from --repository)',
  },
  {
    flag: 'repository-id',
    claim: 'repository_id',
    description: 'id of the repository, for subjects with ids',
  },
  {
    flag: 'repository-owner-id',
    claim: 'repository_owner_id',
    description: 'id of the owner, for subjects with ids',
  },
  { flag: 'ref', claim: 'ref', description: 'ref of the run, such as refs/heads/main' },
  { flag: 'ref-type', claim: 'ref_type', description: 'branch or tag (default: from --ref)' },
  { flag: 'event', claim: 'event_name', description: 'event of the run, such as push or pull_request' },
  { flag: 'environment', claim: 'environment', description: 'environment of the job' },
  { flag: 'actor', claim: 'actor', description: 'user who started the run' },
  {
    flag: 'workflow-ref',
    claim: 'workflow_ref',
    description: 'workflow file and ref, such as acme/infra/.github/workflows/plan.yml@refs/heads/main',
  },
  { flag: 'sha', claim: 'sha', description: 'commit of the run' },
  { flag: 'subject', claim: 'sub', description: 'subject (default: built from the other claims)' },
];

/** `workflow-ref` → `workflowRef`, the name in the parsed options. */
function propertyOf(flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The claims that options set. Throws INPUT_INVALID for a `--ref` without `refs/`: no ID token has one, so a policy must not match it. */
export function readClaimOptions(options: Readonly<Record<string, unknown>>): PolicyClaims {
  const given = claimOptions.flatMap(({ flag, claim }): [string, string][] => {
    const value = options[propertyOf(flag)];
    return typeof value === 'string' ? [[claim, value]] : [];
  });
  const claims: PolicyClaims = Object.fromEntries(given);
  const { ref } = claims;
  if (ref === undefined || ref.startsWith('refs/')) return claims;
  throw new ActionError('INPUT_INVALID', `Invalid --ref: expected a full ref, got ${JSON.stringify(ref)}.`, {
    hint: `Use refs/heads/${ref} for a branch, refs/tags/${ref} for a tag, or refs/pull/NUMBER/merge for a pull request.`,
  });
}
