/** Activities, and settings that wire workflows to them. */
import type { Activity } from '../../../../src/domain/dispatch/activities.ts';
import type { DeploymentKind } from '../../../../src/domain/dispatch/kinds.ts';
import { readPro } from '../../../../src/domain/dispatch/read-pro.ts';
import { type ResolveRules, resolveWorkflows } from '../../../../src/domain/dispatch/resolve-workflows.ts';

export const plan = { workflows: { 'plan.yaml': { inputs: { component: 'vpc' } } } };
export const apply = { workflows: { 'apply.yaml': {} } };

export function pull(activity: string): Activity {
  return { event: 'pull_request', activity };
}
export const group: Activity = { event: 'merge_group', activity: 'checks_requested' };
export function release(activity: string): Activity {
  return { event: 'release', activity };
}
export function drift(activity: string): Activity {
  return { event: 'drift_detection', activity };
}

export const rules: ResolveRules = { kinds: new Map(), queueFallback: 'any' };

export function resolve(pro: unknown, activity: Activity, more: Partial<ResolveRules> = {}) {
  const text = pro === undefined ? undefined : JSON.stringify(pro);
  return resolveWorkflows({ pro: readPro(text), isDeleted: false }, activity, { ...rules, ...more });
}

export interface ResolutionRow {
  readonly name: string;
  readonly pro: unknown;
  readonly activity: Activity;
  readonly more?: Partial<ResolveRules>;
  readonly starts?: readonly string[];
  readonly kind?: DeploymentKind;
  readonly fallback?: string;
  readonly isRisky?: boolean;
  readonly skipped?: string;
  readonly refused?: true;
  readonly brokenKey?: string;
}
