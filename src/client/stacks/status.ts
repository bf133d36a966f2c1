/** Builds the report about a plan or an apply for a server (docs/wire.md#instance-status). */

/** How a step ended, in GitHub's words. */
export const outcomes = ['success', 'failure', 'cancelled', 'skipped'] as const;

export interface StatusFacts {
  readonly command: 'plan' | 'apply' | 'deploy';
  /** Terraform's own. */
  readonly exitCode: number | undefined;
  readonly outcome: (typeof outcomes)[number] | undefined;
  /** Whether a plan that succeeded found changes. */
  readonly hasChanges: boolean | undefined;
}

export type StatusDecision =
  | { readonly status: 'send'; readonly command: 'plan' | 'apply'; readonly exitCode: number }
  /** Nothing is known that a server should be told; why, as a sentence. */
  | { readonly status: 'skip'; readonly reason: string }
  /** Neither exit code nor outcome. */
  | { readonly status: 'incomplete' };

const withoutEnd = 'it says neither that there is drift nor that there is none.';

function exitCodeOf({ command, outcome, hasChanges }: StatusFacts): number | { readonly reason: string } {
  if (outcome === 'failure') return 1;
  if (outcome !== 'success') return { reason: `The step was ${outcome}: ${withoutEnd}` };
  if (command !== 'plan') return 0;
  if (hasChanges === undefined)
    return { reason: 'A plan succeeds with changes and without; give exit-code or has-changes.' };
  return hasChanges ? 2 : 0;
}

/** The exit code beats the outcome: only it tells changes from none. */
export function decideStatus(facts: StatusFacts): StatusDecision {
  const command = facts.command === 'plan' ? 'plan' : 'apply';
  if (facts.exitCode !== undefined) return { status: 'send', command, exitCode: facts.exitCode };
  if (facts.outcome === undefined) return { status: 'incomplete' };
  const found = exitCodeOf(facts);
  return typeof found === 'number'
    ? { status: 'send', command, exitCode: found }
    : { status: 'skip', reason: found.reason };
}
