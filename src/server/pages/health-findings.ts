/** Finds what should be fixed for a workspace, from what the server knows anyway: nothing is changed. */
import { readGitHubFailure } from '../../github/failure.ts';
import type { Installation } from '../../github/installations.ts';
import { describeMissingPermission, findMissingPermissions } from '../../github/missing-permissions.ts';
import type { ServerConfig, WorkspaceConfig } from '../config/config.ts';
import { featuresOf } from '../config/used-features.ts';
import type { InstallationIndex } from '../repositories/installation-index.ts';
import type { WorkspaceRepositories } from '../repositories/repository-directory.ts';

/** An account of the workspace's repositories. */
export interface FoundAccount {
  readonly owner: string;
  /** `undefined`: the App is not installed there, or GitHub did not say. */
  readonly installation: Installation | undefined;
  readonly finding: string | undefined;
}

/** Most accounts that are checked. */
const maxAccounts = 50;

function describeInstallation(owner: string, installation: Installation | undefined): string | undefined {
  if (installation === undefined) return `The App is not installed on ${owner}.`;
  return installation.suspended
    ? `The installation on ${owner} is suspended: no job gets a token for its repositories.`
    : undefined;
}

/** The accounts of the workspace, each asked about in the list of installations that the server keeps. */
export async function findAccounts(
  { repositories }: WorkspaceConfig,
  { installations, now }: { readonly installations: InstallationIndex; readonly now: number },
): Promise<readonly FoundAccount[]> {
  const owners = new Map(
    repositories.map(({ name }) => [name.split('/')[0]?.toLowerCase() ?? '', name.split('/')[0] ?? '']),
  );
  return Promise.all(
    [...owners.values()].slice(0, maxAccounts).map(async (owner): Promise<FoundAccount> => {
      try {
        const installation = await installations.findListed({ ownerId: undefined, login: owner });
        return { owner, installation, finding: describeInstallation(owner, installation) };
      } catch (error) {
        const { message } = readGitHubFailure(error, now);
        return {
          owner,
          installation: undefined,
          finding: `The installation on ${owner} is not known: ${message}`,
        };
      }
    }),
  );
}

function findLackingPermissions(
  { owner, installation }: FoundAccount,
  config: Pick<ServerConfig, 'workspaces'>,
): readonly string[] {
  if (installation === undefined || installation.suspended) return [];
  const missing = findMissingPermissions(installation.permissions, featuresOf(config, owner));
  return missing.map((permission) => describeMissingPermission(permission, `The installation on ${owner}`));
}

export function describeHealthFindings(
  accounts: readonly FoundAccount[],
  { unresolved, unknown }: Pick<WorkspaceRepositories, 'unresolved' | 'unknown'>,
  config: Pick<ServerConfig, 'workspaces'>,
): readonly string[] {
  return [
    ...accounts.flatMap(({ finding }) => finding ?? []),
    ...accounts.flatMap((account) => findLackingPermissions(account, config)),
    ...unresolved.map(({ name }) => `GitHub does not show the repository ${name} to the App.`),
    ...unknown.map(
      ({ config: { name }, failure }) => `The repository ${name} is not known: ${failure.message}`,
    ),
  ];
}
