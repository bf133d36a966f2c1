/** Decides whether a workflow plans or changes. A name that does not say is a change: the stricter kind waits, locks and is never run twice. */
import type { Activity } from './activities.ts';

/** A plan changes nothing; everything else is a change. */
export const deploymentKinds = ['plan', 'change'] as const;
export type DeploymentKind = (typeof deploymentKinds)[number];

/** Whole words of a file name that promise to change nothing. */
const planWords: ReadonlySet<string> = new Set(['plan', 'plans', 'tfplan', 'drift', 'detect', 'detection']);
/** Any part of a file name that says otherwise. */
const changing = /apply|deploy|destroy|remediate/i;

function kindOfName(file: string): DeploymentKind {
  if (changing.test(file)) return 'change';
  // `atmosTerraformPlan.yaml` has the words of `atmos-terraform-plan.yaml`.
  const words = file
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z]+/);
  return words.some((word) => planWords.has(word)) ? 'plan' : 'change';
}

/** `configured` comes from the server's configuration, by file name; it wins over the name. */
export function kindOfWorkflow(
  file: string,
  configured: ReadonlyMap<string, DeploymentKind>,
): DeploymentKind {
  return configured.get(file) ?? kindOfName(file);
}

/** A deployment changes if one of its workflows does. Detecting drift always plans, remediating always changes. */
export function kindOfDeployment(
  activity: Activity,
  files: readonly string[],
  configured: ReadonlyMap<string, DeploymentKind>,
): DeploymentKind {
  if (activity.event === 'drift_detection') return activity.activity === 'detect' ? 'plan' : 'change';
  return files.some((file) => kindOfWorkflow(file, configured) === 'change') ? 'change' : 'plan';
}
