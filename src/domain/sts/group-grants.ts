/** Decides how granted repositories share tokens, and in which order the tokens are answered. */
import type { AccessLevel, Permissions } from '../trust-policy/permissions.ts';
import { compareNames } from './select-sources.ts';

export interface Grant {
  readonly installationId: number;
  readonly repositoryId: string;
  /** Login as GitHub spells it. */
  readonly owner: string;
  /** `owner/name` as GitHub spells it. */
  readonly canonicalName: string;
  /** Always with `metadata`: a token without permissions would have all of them. */
  readonly permissions: GrantedPermissions;
}

export type GrantedPermissions = Permissions & { readonly metadata: AccessLevel };

export interface TokenPlan {
  readonly installationId: number;
  readonly owner: string;
  readonly permissions: GrantedPermissions;
  /** Never empty, sorted by name. */
  readonly grants: readonly [Grant, ...Grant[]];
}

/**
 * One plan per installation and permission set, cut at `maxRepositories`; every grant is in exactly one, with exactly
 * its own permissions. Plans go by owner, and within an owner the largest first: the CLI's git configuration uses the
 * first token of an owner for all of its repositories (docs/wire.md#github-tokens-sts).
 */
export function groupGrants(
  grants: readonly Grant[],
  options: { readonly maxRepositories: number },
): readonly TokenPlan[] {
  const groups = new Map<string, Grant[]>();
  for (const grant of grants) {
    const key = `${grant.installationId} ${permissionKey(grant.permissions)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [grant]);
    else group.push(grant);
  }
  const plans: TokenPlan[] = [];
  for (const group of groups.values()) {
    group.sort((left, right) => compareNames(left.canonicalName, right.canonicalName));
    for (let at = 0; at < group.length; at += options.maxRepositories) {
      const [first, ...rest] = group.slice(at, at + options.maxRepositories);
      if (first === undefined) continue;
      const { installationId, owner, permissions } = first;
      plans.push({ installationId, owner, permissions, grants: [first, ...rest] });
    }
  }
  return orderPlans(plans);
}

/** By owner, then the largest first; the same for the same plans, whatever their order. */
export function orderPlans(plans: readonly TokenPlan[]): readonly TokenPlan[] {
  return plans.toSorted(comparePlans);
}

/** Equal for equal sets, whatever the order of their keys. */
export function permissionKey(permissions: Permissions): string {
  return Object.entries(permissions)
    .map(([name, level]) => `${name}:${level}`)
    .sort()
    .join(',');
}

function comparePlans(left: TokenPlan, right: TokenPlan): number {
  return (
    compareNames(left.owner, right.owner) ||
    left.installationId - right.installationId ||
    right.grants.length - left.grants.length ||
    // The same size: fewer permissions first, for git rarely needs more than to read.
    Object.keys(left.permissions).length - Object.keys(right.permissions).length ||
    compareNames(permissionKey(left.permissions), permissionKey(right.permissions)) ||
    compareNames(left.grants[0].canonicalName, right.grants[0].canonicalName)
  );
}
