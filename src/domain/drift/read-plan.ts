/** Reads the resource changes of a plan into what a summary needs of them. */
import { isRecord } from '../../base/text.ts';
import { mayBeNamed } from './attribute-names.ts';
import { findChangedPaths } from './changed-paths.ts';
import { type PlanAction, planLimits, planPatterns } from './plan-summary.ts';

/** What is planned for one resource, or what happened to it outside Terraform. */
export interface ResourceFacts {
  /** Never leaves the job: it has names and keys of the configuration. */
  readonly address: string;
  readonly type: string;
  readonly provider: string;
  readonly action: PlanAction;
  /** Sorted. Empty where the whole resource comes or goes. */
  readonly attributes: readonly string[];
}

export type ReadResource =
  | { readonly kind: 'change'; readonly facts: ResourceFacts; readonly isCut: boolean }
  /** Nothing changes: no-op, read, a data source. */
  | { readonly kind: 'none' }
  /** Not in the format, or with names that no provider can have. */
  | { readonly kind: 'unreadable' };

const isType = new RegExp(planPatterns.type);
const isProvider = new RegExp(planPatterns.provider);
const unreadable = { kind: 'unreadable' } as const;

/** `undefined`: nothing changes. A replacement is written as two actions, in either order, or as `create` and `forget`. */
function readAction(actions: readonly unknown[]): PlanAction | undefined {
  if (actions.includes('create')) return actions.length > 1 ? 'replace' : 'create';
  return (['update', 'delete', 'forget'] as const).find((action) => actions.includes(action));
}

/** The attributes that force a replacement, also where their new value is unknown: of a replaced resource most values are. */
function readForcing({ before, replace_paths: paths }: Readonly<Record<string, unknown>>): readonly string[] {
  if (!Array.isArray(paths) || !isRecord(before)) return [];
  const names = paths.map((path: unknown) => (Array.isArray(path) ? path[0] : undefined));
  const isAttribute = (name: unknown) => typeof name === 'string' && Object.hasOwn(before, name);
  return names.filter((name): name is string => isAttribute(name) && mayBeNamed(name, 'resource'));
}

/** More paths than a summary may have become the attributes that they are in. */
function boundPaths(paths: readonly string[]): {
  readonly paths: readonly string[];
  readonly isCut: boolean;
} {
  if (paths.length <= planLimits.attributes) return { paths, isCut: false };
  const attributes = [...new Set(paths.map((path) => path.replace(/\..*/s, '')))];
  return { paths: attributes.slice(0, planLimits.attributes), isCut: true };
}

function readAttributes(
  change: Readonly<Record<string, unknown>>,
  action: PlanAction,
): { readonly paths: readonly string[]; readonly isCut: boolean } {
  if (action !== 'update' && action !== 'replace') return { paths: [], isCut: false };
  const { paths, isCut } = findChangedPaths({
    before: change['before'],
    after: change['after'],
    // Of a replaced resource everything that the provider computes is unknown.
    unknown: action === 'update' ? change['after_unknown'] : undefined,
    sensitiveBefore: change['before_sensitive'],
    sensitiveAfter: change['after_sensitive'],
  });
  const forcing = action === 'replace' ? readForcing(change) : [];
  const missing = forcing.filter(
    (name) => !paths.some((path) => path === name || path.startsWith(`${name}.`)),
  );
  const bounded = boundPaths([...new Set([...paths, ...missing])].sort());
  return { paths: bounded.paths, isCut: isCut || bounded.isCut };
}

/** `json`: an element of `resource_changes` or `resource_drift`. Throws a SyntaxError for text that is not JSON. */
export function readResource(json: string): ReadResource {
  const resource: unknown = JSON.parse(json);
  const change = isRecord(resource) ? resource['change'] : undefined;
  if (!isRecord(resource) || !isRecord(change) || !Array.isArray(change['actions'])) return unreadable;
  if (resource['mode'] === 'data') return { kind: 'none' };
  const action = readAction(change['actions']);
  if (action === undefined) return { kind: 'none' };
  const { address, deposed, type, provider_name: source } = resource;
  if (typeof address !== 'string' || typeof type !== 'string' || typeof source !== 'string')
    return unreadable;
  // Without the host, which differs between Terraform and OpenTofu, and may be a private one.
  const provider = source.split('/').slice(-2).join('/');
  if (!isType.test(type) || !isProvider.test(provider)) return unreadable;
  if (provider.length > planLimits.providerLength) return unreadable;
  const { paths, isCut } = readAttributes(change, action);
  const whole = typeof deposed === 'string' ? `${address} ${deposed}` : address;
  return { kind: 'change', facts: { address: whole, type, provider, action, attributes: paths }, isCut };
}
