/** Decides whether a grant lets the caller change the policy that grants it, and whether GitHub keeps the caller from doing so. */
import type { CodeownersFile } from './codeowners.ts';
import { findUnownedPolicies } from './owned-directory.ts';
import type { Permissions } from './permissions.ts';
import { policyDirectory } from './policy-path.ts';

/** An active rule for the default branch, as far as it can protect the policies. */
export type GuardingRule =
  | { readonly kind: 'restricted-paths'; readonly appBypasses: boolean; readonly paths: readonly string[] }
  | {
      readonly kind: 'pull-request';
      readonly appBypasses: boolean;
      readonly needsCodeOwners: boolean;
      /** Without it, the caller could push to a branch that has its review already. */
      readonly dismissesStaleReviews: boolean;
    };

export interface DirectoryProtection {
  readonly rules: readonly GuardingRule[];
  /** The one that GitHub reads. */
  readonly codeowners: CodeownersFile | undefined;
}

/** `self`: the caller can remove any protection. `files`: the caller can change files that no rule protects. */
export type WideningGrant = { readonly kind: 'self' | 'files'; readonly permission: string };

/**
 * By permission, the strongest first. Custom properties: the rulesets of an organization can choose repositories by them, so
 * their writer can take the repository out of the ruleset that protects it
 * (https://docs.github.com/organizations/managing-organization-settings/managing-custom-properties-for-repositories-in-your-organization).
 */
const widening: Readonly<Record<string, WideningGrant['kind']>> = {
  administration: 'self',
  repository_custom_properties: 'self',
  contents: 'files',
};

/** What the caller could change with the permission at a level above `read`. */
export function findWideningKind(permission: string): WideningGrant['kind'] | undefined {
  return Object.hasOwn(widening, permission) ? widening[permission] : undefined;
}

/** The strongest permission with which the caller could change the policies. */
export function findWideningGrant(permissions: Permissions): WideningGrant | undefined {
  return Object.entries(widening).flatMap(([name, kind]): WideningGrant[] => {
    const level = permissions[name];
    if (level === undefined || level === 'read') return [];
    return [{ kind, permission: `${name}: ${level}` }];
  })[0];
}

/** Patterns that cover every policy, also one that is added. Others are not counted, even if they happen to cover those there are. */
const coveringPattern =
  /^\.atmos\/(?:(?:\*\*\/)|pro\/\*\*\/|pro\/sts\/(?:\*\*\/)?)(?:\*|\*\.yaml)$|^\.atmos\/pro\/sts\/\*\*$/;

const fix = `Restrict the file path "${policyDirectory}/**/*" in a push ruleset, or require a pull request with a review from code owners and dismissal of stale reviews on the default branch and give ${policyDirectory}/ and CODEOWNERS owners.`;

/** Why no protection lets the grant stand; `undefined` when one may. */
export function refuseSelfGrant(grant: WideningGrant): string | undefined {
  return grant.kind !== 'self'
    ? undefined
    : `The policy grants ${grant.permission}, with which the caller could remove any protection of ${policyDirectory}/ and then change the policy. Remove it from the policy.`;
}

/** Why the grant is refused for what the directory lacks, with the fix. */
export function describeUnguarded(grant: WideningGrant, fault: string): string {
  return `The policy grants ${grant.permission}, with which the caller could change the policy itself: ${fault}. ${fix}`;
}

/** What the protection lacks, whatever is granted; `undefined` when it protects every policy. */
export function findProtectionFault({ rules, codeowners }: DirectoryProtection): string | undefined {
  const covering = rules.filter(
    (rule) => rule.kind === 'restricted-paths' && rule.paths.some((path) => coveringPattern.test(path)),
  );
  const reviewed = rules.filter((rule) => rule.kind === 'pull-request' && rule.needsCodeOwners);
  if (covering.some(({ appBypasses }) => !appBypasses)) return undefined;
  const held = reviewed.filter(({ appBypasses }) => !appBypasses);
  if (held.length === 0) {
    return covering.length + reviewed.length === 0
      ? `no active ruleset protects ${policyDirectory}/ on the default branch`
      : `the GitHub App may bypass the ruleset that protects ${policyDirectory}/, and its tokens with it`;
  }
  if (!rules.some((rule) => rule.kind === 'pull-request' && !rule.appBypasses && rule.dismissesStaleReviews))
    return 'reviews are not dismissed when the pull request changes, so the caller could push to a branch after its review';
  return findUnownedPolicies(codeowners);
}
