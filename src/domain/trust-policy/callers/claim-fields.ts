/** The claims of a job that a person writes down, for the command line and for the form of the dashboard. */
import type { PolicyClaims } from '../claims.ts';

export interface ClaimField {
  /** Of the option on the command line, without `--`. */
  readonly flag: string;
  readonly claim: keyof PolicyClaims;
  readonly description: string;
}

/** Claims that a person may write down, those that are asked for most first. */
export const claimFields: readonly ClaimField[] = [
  { flag: 'repository', claim: 'repository', description: 'repository of the job, as owner/name' },
  {
    flag: 'repository-owner',
    claim: 'repository_owner',
    description: 'owner of the repository (default: that of the repository claim)',
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
  { flag: 'ref-type', claim: 'ref_type', description: 'branch or tag (default: that of the ref claim)' },
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

/** A claim in a form that no ID token has, so that no policy matches it as its author means. */
export interface RefFault {
  readonly flag: string;
  readonly value: string;
  readonly expected: string;
  readonly hint: string;
}

/** Short names and full refs are easily taken for each other. */
export function findRefFault({ ref, base_ref: base, head_ref: head }: PolicyClaims): RefFault | undefined {
  for (const [flag, value] of [
    ['base-ref', base],
    ['head-ref', head],
  ] as const) {
    const short = /^refs\/(?:heads\/)?(.+)$/.exec(value ?? '')?.[1];
    if (value !== undefined && short !== undefined)
      return { flag, value, expected: 'the short name of a branch', hint: `Use ${short}.` };
  }
  if (ref === undefined || ref.startsWith('refs/')) return undefined;
  const hint = `Use refs/heads/${ref} for a branch, refs/tags/${ref} for a tag, or refs/pull/NUMBER/merge for a pull request.`;
  return { flag: 'ref', value: ref, expected: 'a full ref', hint };
}
