/** The options of `policy explain` that stand for claims of an ID token. */
import { ActionError } from '../../base/errors.ts';
import type { PolicyClaims } from '../../domain/trust-policy/claims.ts';

interface ClaimOption {
  readonly flag: string;
  readonly claim: keyof PolicyClaims;
  readonly description: string;
}

export const claimOptions: readonly ClaimOption[] = [
  { flag: 'repository', claim: 'repository', description: 'repository of the job, owner/name' },
  {
    flag: 'repository-owner',
    claim: 'repository_owner',
    description: 'its owner; from --repository if absent',
  },
  {
    flag: 'repository-id',
    claim: 'repository_id',
    description: 'its number, for subjects in the form with ids',
  },
  { flag: 'repository-owner-id', claim: 'repository_owner_id', description: 'number of its owner' },
  { flag: 'ref', claim: 'ref', description: 'ref of the run, such as refs/heads/main' },
  { flag: 'ref-type', claim: 'ref_type', description: 'branch or tag; from --ref if absent' },
  { flag: 'event', claim: 'event_name', description: 'event of the run, such as push or pull_request' },
  { flag: 'environment', claim: 'environment', description: 'environment that the job names' },
  { flag: 'actor', claim: 'actor', description: 'login of who started the run' },
  { flag: 'workflow-ref', claim: 'workflow_ref', description: 'path of the workflow file, @, and its ref' },
  { flag: 'sha', claim: 'sha', description: 'commit of the run' },
  { flag: 'subject', claim: 'sub', description: 'subject; put together from the others if absent' },
];

/** `workflow-ref` → `workflowRef`, as the parsed options have it. */
function propertyOf(flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The claims that options were given for. Throws INPUT_INVALID for a branch in place of a ref: no ID token has that, and the advice would be to match it. */
export function readClaimOptions(options: Readonly<Record<string, unknown>>): PolicyClaims {
  const given = claimOptions.flatMap(({ flag, claim }): [string, string][] => {
    const value = options[propertyOf(flag)];
    return typeof value === 'string' ? [[claim, value]] : [];
  });
  const claims: PolicyClaims = Object.fromEntries(given);
  const { ref } = claims;
  if (ref === undefined || ref.startsWith('refs/')) return claims;
  throw new ActionError('INPUT_INVALID', `--ref takes a whole ref; ${JSON.stringify(ref)} is not.`, {
    hint: `Give refs/heads/${ref} for a branch, refs/tags/${ref} for a tag, refs/pull/NUMBER/merge for a pull request.`,
  });
}
