/** Decides which workflows a component starts for an activity, by its own `settings.pro`. */
import type { Activity } from './activities.ts';
import type { DeploymentKind } from './kinds.ts';
import { kindOfDeployment } from './kinds.ts';
import type { ProEntry, ProSettingsRead, ProWorkflow } from './read-pro.ts';

/** Which fallback a merge queue may take: any workflow of `synchronize`, only those that plan, or none. */
export const queueFallbacks = ['any', 'plan', 'never'] as const;
export type QueueFallback = (typeof queueFallbacks)[number];

/** Why nothing is started. */
export type UnwiredReason =
  /** No workflow is declared for the activity. */
  | 'not_wired'
  /** `enabled: false`. */
  | 'disabled'
  /** The change removes the component; it has no settings any more. */
  | 'deleted'
  /** The release is both `published` and `released`, and the component declares both. */
  | 'runs_on_published';

export type WorkflowResolution =
  | {
      readonly status: 'wired';
      readonly workflows: readonly ProWorkflow[];
      readonly kind: DeploymentKind;
      /** The entry was another one's: `pull_request.synchronize`, `pull_request.closed`. */
      readonly fallback: string | undefined;
      /** A merge queue starts something that is not a plan by way of the fallback. */
      readonly isRiskyFallback: boolean;
    }
  | { readonly status: 'skipped'; readonly reason: UnwiredReason; readonly brokenKey?: string | undefined }
  /** The fallback is not allowed by the configuration. */
  | { readonly status: 'refused'; readonly reason: 'fallback'; readonly fallback: string };

export interface ResolveRules {
  readonly kinds: ReadonlyMap<string, DeploymentKind>;
  readonly queueFallback: QueueFallback;
}

interface Found {
  readonly entry: ProEntry;
  readonly fallback?: string | undefined;
}

/** Names of PR activities to use, in this order, where the own entry is missing. */
const pullFallbacks: ReadonlyMap<string, string> = new Map([
  ['opened', 'synchronize'],
  ['reopened', 'synchronize'],
  ['merged', 'closed'],
]);

function findEntry(pro: ProSettingsRead, { event, activity }: Activity): Found | undefined {
  const own = {
    pull_request: pro.pullRequest,
    merge_group: pro.mergeGroup,
    release: pro.release,
    drift_detection: pro.drift,
  }[event].get(activity);
  if (own !== undefined) return { entry: own };
  const other =
    event === 'merge_group'
      ? 'synchronize'
      : event === 'pull_request'
        ? pullFallbacks.get(activity)
        : undefined;
  const entry = other === undefined ? undefined : pro.pullRequest.get(other);
  return entry === undefined ? undefined : { entry, fallback: `pull_request.${other}` };
}

/** Activities that GitHub sends next to `published` about the same publication. */
const besidePublished: ReadonlySet<string> = new Set(['released', 'prereleased']);

function isRepeated(pro: ProSettingsRead, { event, activity }: Activity): boolean {
  const published = pro.release.get('published');
  return (
    event === 'release' &&
    besidePublished.has(activity) &&
    published?.status === 'read' &&
    published.workflows.length > 0
  );
}

/** The first key that could not be read and that concerns the event. */
function brokenKeyOf({ problems }: ProSettingsRead, { event }: Activity): string | undefined {
  return problems.find((key) => key === 'pro' || key === event || key.startsWith(`${event}.`));
}

/** `item` is the component in the upload: what it declares, and whether the change removes it. */
export function resolveWorkflows(
  item: { readonly pro: ProSettingsRead; readonly isDeleted: boolean },
  activity: Activity,
  rules: ResolveRules,
): WorkflowResolution {
  const { pro } = item;
  if (item.isDeleted) return { status: 'skipped', reason: 'deleted' };
  if (!pro.enabled) return { status: 'skipped', reason: 'disabled' };
  const found = findEntry(pro, activity);
  if (found === undefined) {
    return { status: 'skipped', reason: 'not_wired', brokenKey: brokenKeyOf(pro, activity) };
  }
  const { entry, fallback } = found;
  if (entry.status === 'broken') return { status: 'skipped', reason: 'not_wired', brokenKey: entry.key };
  if (entry.workflows.length === 0) return { status: 'skipped', reason: 'not_wired' };
  if (isRepeated(pro, activity)) return { status: 'skipped', reason: 'runs_on_published' };
  const { workflows } = entry;
  const files = workflows.map(({ file }) => file);
  const kind = kindOfDeployment(activity, files, rules.kinds);
  const isQueueFallback = activity.event === 'merge_group' && fallback !== undefined;
  const { queueFallback } = rules;
  if (isQueueFallback && (queueFallback === 'never' || (queueFallback === 'plan' && kind === 'change'))) {
    return { status: 'refused', reason: 'fallback', fallback };
  }
  return {
    status: 'wired',
    workflows,
    kind,
    fallback,
    isRiskyFallback: isQueueFallback && kind === 'change',
  };
}
