/** Checks each imported repository: does its name resolve to the expected id, and is its trust policy valid? */

import { codeownersPaths } from '../../../domain/codeowners/read-entries.ts';
import { policyDirectory } from '../../../domain/trust-policy/policy-path.ts';
import { mintReaderToken, revokeAccessToken } from '../../../github/access-tokens.ts';
import type { GitHubClient } from '../../../github/client.ts';
import { GitHubFailure } from '../../../github/failure.ts';
import type { Installation } from '../../../github/installations.ts';
import { type RepositoryReading, readPolicyFiles } from '../../../github/policy-files.ts';
import type { RepositoryConfig, ServerConfig } from '../../../server/config/config.ts';
import type { ResolvedRepository } from '../../../server/repositories/store.ts';
import { type DoctorResult, fail, pass, warn } from '../check.ts';
import { checkPolicy } from './policy.ts';

/** Repository names per query. For larger queries GitHub is slow or fails. */
const batchSize = 50;

interface Imported {
  readonly workspaceId: string;
  readonly config: RepositoryConfig;
  readonly usesSts: boolean;
  /** What the server resolved the name to before. */
  readonly known: ResolvedRepository | undefined;
}

export interface RepositoryCheckPorts {
  readonly client: GitHubClient;
  readonly installations: readonly Installation[];
  readonly resolved: ReadonlyMap<string, readonly ResolvedRepository[]>;
  readonly now: () => number;
}

function listImported({ workspaces }: ServerConfig, resolved: RepositoryCheckPorts['resolved']): Imported[] {
  return workspaces.flatMap(({ id, features, repositories }) =>
    repositories.map((repository) => ({
      workspaceId: id,
      config: repository,
      usesSts: features.sts,
      known: resolved.get(id)?.find(({ name }) => name.toLowerCase() === repository.name.toLowerCase()),
    })),
  );
}

/** Compares what the name resolves to with the id in the configuration, or with the one that the server resolved before. */
function judgeIdentity({ config, known }: Imported, reading: RepositoryReading | undefined): DoctorResult {
  const { name, id } = config;
  if (reading === undefined || reading.status === 'not-found')
    return fail('repository-not-found', `${name}: the App sees no repository with this name.`);
  const { repositoryId, canonicalName } = reading;
  const expected = id ?? known?.repositoryId;
  if (expected !== undefined && expected !== repositoryId) {
    const source = id === undefined ? 'the id that the server resolved before' : '`id` in the configuration';
    const message = `${name}: expected repository id ${expected} (${source}), got ${repositoryId}.`;
    return fail('repository-other-id', message);
  }
  if (canonicalName.toLowerCase() !== name.toLowerCase())
    return warn('repository-renamed', `${name} was renamed to ${canonicalName}.`);
  if (expected === undefined)
    return warn(
      'repository-unpinned',
      `${name} has the id ${repositoryId}, which is not in the configuration.`,
      `Add \`id: ${repositoryId}\`, so that no other repository can take over the name before the server first resolves it.`,
    );
  return pass(`${name} has the id ${repositoryId}.`);
}

async function readBatch(
  ports: RepositoryCheckPorts,
  { token, heldPermissions }: { readonly token: string; readonly heldPermissions: readonly string[] },
  batch: readonly Imported[],
): Promise<DoctorResult[]> {
  const names = batch.map(({ config }) => config.name);
  const read = (path: string) =>
    readPolicyFiles({ client: ports.client, now: ports.now }, token, { names, path });
  const policies = await read(`${policyDirectory}/default.yaml`);
  const owners = await Promise.all(codeownersPaths.map(read));
  return batch.flatMap((imported, index) => {
    const identity = judgeIdentity(imported, policies[index]);
    const policy = policies[index];
    if (!imported.usesSts || policy?.status !== 'read') return [identity];
    const codeowners = codeownersPaths.flatMap((path, place) => {
      const reading = owners[place]?.[index];
      return reading?.status === 'read' && reading.file.kind === 'text'
        ? [{ path, content: reading.file.content }]
        : [];
    });
    return [identity, ...checkPolicy(imported.config.name, policy.file, { codeowners, heldPermissions })];
  });
}

async function readImported(
  ports: RepositoryCheckPorts,
  { id, permissions }: Installation,
  imported: readonly Imported[],
): Promise<readonly DoctorResult[]> {
  const { client } = ports;
  const { token } = await mintReaderToken({ client }, id);
  try {
    const reader = { token, heldPermissions: Object.keys(permissions) };
    const findings: DoctorResult[] = [];
    for (let at = 0; at < imported.length; at += batchSize) {
      findings.push(...(await readBatch(ports, reader, imported.slice(at, at + batchSize))));
    }
    return findings;
  } finally {
    // No log has the token, so it must not outlive the command. If GitHub fails, it expires within the hour.
    await revokeAccessToken({ client }, token).catch(() => undefined);
  }
}

async function checkOwner(
  ports: RepositoryCheckPorts,
  owner: string,
  imported: readonly Imported[],
): Promise<readonly DoctorResult[]> {
  const installation = ports.installations.find((candidate) => candidate.owner.toLowerCase() === owner);
  if (installation === undefined)
    return imported.map(({ config }) =>
      fail(
        'repository-not-installed',
        `${config.name}: the App is not installed on ${owner}.`,
        `Ask an owner of ${owner} to install the App and to include this repository.`,
      ),
    );
  // `checkInstallations` reports it.
  if (installation.suspended) return [];
  try {
    return await readImported(ports, installation, imported);
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    return [
      fail(
        'repositories-unread',
        `The repositories of ${owner} could not be read: ${error.message}`,
        error.hint,
      ),
    ];
  }
}

/** Grouped by owner. A repository that two workspaces import is checked once for each. */
export async function checkRepositories(
  config: ServerConfig,
  ports: RepositoryCheckPorts,
): Promise<DoctorResult[]> {
  const byOwner = Map.groupBy(listImported(config, ports.resolved), ({ config: { name } }) =>
    name.slice(0, name.indexOf('/')).toLowerCase(),
  );
  const findings: DoctorResult[] = [];
  for (const [owner, imported] of byOwner) findings.push(...(await checkOwner(ports, owner, imported)));
  return findings;
}
