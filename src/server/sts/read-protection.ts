/** Reads what protects the policies of a source at GitHub: the rules of its default branch, and CODEOWNERS. */
import type { Clock } from '../../base/ports.ts';
import { codeownersPaths } from '../../domain/codeowners/read-entries.ts';
import type { CodeownersFile } from '../../domain/trust-policy/codeowners.ts';
import type { DirectoryProtection, GuardingRule } from '../../domain/trust-policy/policy-guard.ts';
import { readAppBypasses, readBranchRules } from '../../github/branch-rules.ts';
import type { GitHubClient } from '../../github/client.ts';
import { readPolicyFiles } from '../../github/policy-files.ts';
import type { InstallationAccess } from '../repositories/installation-access.ts';

/** Rulesets that are read, each with a call; further ones count as if the App could bypass them. */
const maxRulesets = 20;

export interface ProtectedSource {
  readonly installationId: number;
  /** `owner/name` as GitHub spells it now. */
  readonly name: string;
  readonly repositoryId: string;
  readonly branch: string;
}

export interface ProtectionPorts {
  readonly client: GitHubClient;
  readonly access: InstallationAccess;
  readonly clock: Pick<Clock, 'now'>;
}

interface Reading {
  readonly signal: AbortSignal;
  readonly ports: ProtectionPorts;
}

/** Rejects with `GitHubFailure`. */
export function readProtection(source: ProtectedSource, reading: Reading): Promise<DirectoryProtection> {
  const { installationId, name, branch } = source;
  const { signal, ports } = reading;
  return ports.access.read(installationId, async (token) => {
    const calls = { client: ports.client, signal };
    const repository = { name, token };
    const found = await readBranchRules(calls, repository, branch);
    const ids = [...new Set(found.map(({ rulesetId }) => rulesetId))].slice(0, maxRulesets);
    const bypasses = new Map(
      await Promise.all(ids.map(async (id) => [id, await readAppBypasses(calls, repository, id)] as const)),
    );
    const rules = found.map(
      ({ rulesetId, ...rule }): GuardingRule => ({ ...rule, appBypasses: bypasses.get(rulesetId) ?? true }),
    );
    const isReviewed = rules.some((rule) => rule.kind === 'pull-request' && rule.needsCodeOwners);
    return { rules, codeowners: isReviewed ? await readCodeowners(source, token, reading) : undefined };
  });
}

/** The first that exists is the only one that GitHub reads; one that is not readable text has no owners. */
async function readCodeowners(
  { name, repositoryId }: ProtectedSource,
  token: string,
  { signal, ports }: Reading,
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
