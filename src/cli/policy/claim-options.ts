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
    description: 'id of the repository, also for subjects with ids',
  },
  {
    flag: 'repository-owner-id',
    claim: 'repository_owner_id',
    description: 'id of the owner, also for subjects with ids',
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
  {
    flag: 'job-workflow-ref',
    claim: 'job_workflow_ref',
    description:
      'reusable workflow that the job runs, such as acme/ci/.github/workflows/plan.yml@refs/heads/main',
  },
  { flag: 'sha', claim: 'sha', description: 'commit of the run' },
  { flag: 'actor-id', claim: 'actor_id', description: 'id of the user who started the run' },
  {
    flag: 'repository-visibility',
    claim: 'repository_visibility',
    description: 'public, private or internal',
  },
  { flag: 'runner-environment', claim: 'runner_environment', description: 'github-hosted or self-hosted' },
  {
    flag: 'base-ref',
    claim: 'base_ref',
    description: 'branch that the pull request would change, such as main',
  },
  { flag: 'head-ref', claim: 'head_ref', description: 'branch of the pull request, such as feature' },
  { flag: 'subject', claim: 'sub', description: 'subject (default: built from the other claims)' },
];

/** `workflow-ref` → `workflowRef`, the name in the parsed options. */
function propertyOf(flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function refuseRef(
  { flag, value, expected }: { readonly flag: string; readonly value: string; readonly expected: string },
  hint: string,
): ActionError {
  return new ActionError(
    'INPUT_INVALID',
    `Invalid --${flag}: expected ${expected}, got ${JSON.stringify(value)}.`,
    {
      hint,
    },
  );
}

/** The claims that options set. Throws INPUT_INVALID for a ref in a form that no ID token has, so a policy must not match it. */
export function readClaimOptions(options: Readonly<Record<string, unknown>>): PolicyClaims {
  const given = claimOptions.flatMap(({ flag, claim }): [string, string][] => {
    const value = options[propertyOf(flag)];
    return typeof value === 'string' ? [[claim, value]] : [];
  });
  const claims: PolicyClaims = Object.fromEntries(given);
  const { ref, base_ref: base, head_ref: head } = claims;
  for (const [flag, value] of [
    ['base-ref', base],
    ['head-ref', head],
  ] as const) {
    const short = /^refs\/(?:heads\/)?(.+)$/.exec(value ?? '')?.[1];
    if (value !== undefined && short !== undefined)
      throw refuseRef({ flag, value, expected: 'the short name of a branch' }, `Use ${short}.`);
  }
  if (ref === undefined || ref.startsWith('refs/')) return claims;
  throw refuseRef(
    { flag: 'ref', value: ref, expected: 'a full ref' },
    `Use refs/heads/${ref} for a branch, refs/tags/${ref} for a tag, or refs/pull/NUMBER/merge for a pull request.`,
  );
}
