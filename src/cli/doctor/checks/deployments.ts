/** Checks the repositories with deployments: their workflow files, their required check and their merge queue. */
import { mintReaderToken, revokeAccessToken } from '../../../github/access-tokens.ts';
import type { GitHubClient } from '../../../github/client.ts';
import { fetchDefaultBranch } from '../../../github/default-branch.ts';
import { GitHubFailure } from '../../../github/failure.ts';
import type { Installation } from '../../../github/installations.ts';
import type { RepositoryConfig, ServerConfig } from '../../../server/config/config.ts';
import type { ResolvedRepository } from '../../../server/repositories/store.ts';
import { type DoctorResult, fail } from '../check.ts';
import type { DeploymentFacts } from '../deployment-facts.ts';
import { checkRequiredCheck } from './required-check.ts';
import { checkWorkflows } from './workflows.ts';

export interface DeploymentCheckPorts {
  readonly client: GitHubClient;
  readonly appId: number;
  readonly installations: readonly Installation[];
  readonly resolved: ReadonlyMap<string, readonly ResolvedRepository[]>;
  /** By id of the repository. */
  readonly facts: ReadonlyMap<string, DeploymentFacts>;
}

async function readRepository(
  repository: RepositoryConfig,
  { facts, installationId }: { readonly facts: DeploymentFacts; readonly installationId: number },
  { client, appId }: DeploymentCheckPorts,
): Promise<DoctorResult[]> {
  const { deployments } = repository;
  if (deployments === undefined) return [];
  const calls = { client };
  const { token } = await mintReaderToken(calls, installationId);
  try {
    const handle = { name: repository.name, token };
    const branch = await fetchDefaultBranch(calls, handle);
    const { starts, uploaders } = facts;
    return [
      ...(await checkRequiredCheck({ deployments, handle, branch, appId, uploaders }, calls)),
      ...(await checkWorkflows({ repository, handle, branch, starts }, calls)),
    ];
  } finally {
    // No log has the token, so it must not outlive the command. If GitHub fails, it expires within the hour.
    await revokeAccessToken(calls, token).catch(() => undefined);
  }
}

async function checkRepository(
  repository: RepositoryConfig,
  facts: DeploymentFacts,
  ports: DeploymentCheckPorts,
): Promise<DoctorResult[]> {
  const owner = repository.name.slice(0, repository.name.indexOf('/')).toLowerCase();
  const installation = ports.installations.find((one) => one.owner.toLowerCase() === owner);
  // `checkRepositories` and `checkInstallations` report both.
  if (installation === undefined || installation.suspended) return [];
  try {
    return await readRepository(repository, { facts, installationId: installation.id }, ports);
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    // `checkRepositories` reports a repository that is not found.
    if (error.kind === 'not-found') return [];
    const message = `${repository.name}: its branch and workflow files could not be read: ${error.message}`;
    return [fail('repositories-unread', message, error.hint)];
  }
}

export async function checkDeployments(
  { workspaces }: Pick<ServerConfig, 'workspaces'>,
  ports: DeploymentCheckPorts,
): Promise<DoctorResult[]> {
  const findings: DoctorResult[] = [];
  for (const { id: workspaceId, repositories } of workspaces) {
    const known = ports.resolved.get(workspaceId) ?? [];
    for (const repository of repositories.filter(({ deployments }) => deployments !== undefined)) {
      const name = repository.name.toLowerCase();
      const id = repository.id ?? known.find((one) => one.name.toLowerCase() === name)?.repositoryId ?? '';
      const facts = ports.facts.get(id) ?? { starts: [], uploaders: [] };
      findings.push(...(await checkRepository(repository, facts, ports)));
    }
  }
  return findings;
}
