/** Refuses a grant with which the caller could change the policy, unless GitHub protects the directory of policies. */
import type { Clock } from '../../base/ports.ts';
import type { SourceOutcome } from '../../domain/sts/source-outcome.ts';
import { type CodeownersFile, codeownersPaths } from '../../domain/trust-policy/codeowners.ts';
import type { Permissions } from '../../domain/trust-policy/permissions.ts';
import {
  type DirectoryProtection,
  findUnguarded,
  findWideningGrant,
  type GuardingRule,
} from '../../domain/trust-policy/policy-guard.ts';
import { readAppBypasses, readBranchRules } from '../../github/branch-rules.ts';
import type { GitHubClient } from '../../github/client.ts';
import { readPolicyFiles } from '../../github/policy-files.ts';
import type { InstallationAccess } from '../repositories/installation-access.ts';

interface GuardedSource {
  readonly installationId: number;
  /** `owner/name` as GitHub spells it now. */
  readonly name: string;
  readonly repositoryId: string;
  readonly branch: string;
  readonly permissions: Permissions;
  readonly signal: AbortSignal;
}

/** The exclusion, or `undefined` when the grant stands. Asks GitHub only about a grant that needs it. Rejects with `GitHubFailure`. */
export type PolicyGuard = (source: GuardedSource) => Promise<SourceOutcome | undefined>;

export interface PolicyGuardPorts {
  readonly client: GitHubClient;
  readonly access: InstallationAccess;
  readonly clock: Clock;
}

/** Not cached, as policies are not: a protection that was removed does not count for the next mint. */
export function createPolicyGuard(ports: PolicyGuardPorts): PolicyGuard {
  return async (source) => {
    const grant = findWideningGrant(source.permissions);
    if (grant === undefined) return undefined;
    const protection =
      grant.kind === 'self' ? { rules: [], codeowners: undefined } : await readProtection(source, ports);
    const explanation = findUnguarded(grant, protection);
    return explanation === undefined
      ? undefined
      : { status: 'excluded', reason: 'trust_policy_denied', explanation };
  };
}

function readProtection(source: GuardedSource, ports: PolicyGuardPorts): Promise<DirectoryProtection> {
  const { installationId, name, branch, signal } = source;
  return ports.access.read(installationId, async (token) => {
    const calls = { client: ports.client, signal };
    const repository = { name, token };
    const found = await readBranchRules(calls, repository, branch);
    const ids = [...new Set(found.map(({ rulesetId }) => rulesetId))];
    const bypasses = new Map(
      await Promise.all(ids.map(async (id) => [id, await readAppBypasses(calls, repository, id)] as const)),
    );
    const rules = found.map(
      ({ rulesetId, ...rule }): GuardingRule => ({ ...rule, appBypasses: bypasses.get(rulesetId) ?? true }),
    );
    const isReviewed = rules.some((rule) => rule.kind === 'pull-request' && rule.needsCodeOwners);
    return { rules, codeowners: isReviewed ? await readCodeowners(source, token, ports) : undefined };
  });
}

/** The first that exists is the only one that GitHub reads; one that is not readable text has no owners. */
async function readCodeowners(
  { name, repositoryId, signal }: GuardedSource,
  token: string,
  ports: PolicyGuardPorts,
): Promise<CodeownersFile | undefined> {
  for (const path of codeownersPaths) {
    const now = () => ports.clock.now();
    const [reading] = await readPolicyFiles({ client: ports.client, signal, now }, token, {
      names: [name],
      path,
    });
    if (reading?.status !== 'read' || reading.repositoryId !== repositoryId) return undefined;
    if (reading.file.kind === 'text') return { path, content: reading.file.content };
    if (reading.file.kind === 'unusable') return undefined;
  }
  return undefined;
}
