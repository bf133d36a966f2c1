/** Rules whose workflow is in another repository than the caller, which is hardly ever meant. */

import { anyName } from '../../patterns/glob-relations.ts';
import { createFinding, type PolicyFinding } from '../findings.ts';
import type { PolicyRule } from '../policy.ts';
import { meets } from './claim-values.ts';
import { matcherOf, quote } from './evidence.ts';

/** What the workflows of the callers begin with, for each claim that names the callers. */
const workflowsOf = {
  repository: (glob: string) => `${glob.includes('/') ? glob.replaceAll('*', anyName) : glob}/*`,
  repository_owner: (glob: string) => `${glob.replaceAll('*', anyName)}/*`,
} as const;

/** At most one finding. Globs only. */
export function findForeignWorkflow(rule: PolicyRule): PolicyFinding[] {
  const workflow = matcherOf(rule, 'workflow_ref');
  if (workflow?.kind !== 'glob') return [];
  for (const claim of ['repository', 'repository_owner'] as const) {
    const caller = matcherOf(rule, claim);
    if (caller?.kind !== 'glob' || meets(workflow.pattern, [workflowsOf[claim](caller.pattern)])) continue;
    const message = `The workflow ${quote(workflow.pattern)} is not in the ${claim} ${quote(caller.pattern)}. workflow_ref is the caller's own file; a reusable workflow that the job calls is job_workflow_ref (apiVersion v1alpha2).`;
    return [createFinding('foreign-workflow', { range: workflow.range, message })];
  }
  return [];
}
