/** Each imported repository: whether its name leads to the id that is meant, and what its trust policy says. */

import { codeownersPaths } from '../../../domain/trust-policy/codeowners.ts';
import { policyDirectory } from '../../../domain/trust-policy/policy-path.ts';
import { mintReaderToken } from '../../../github/access-tokens.ts';
import type { GitHubClient } from '../../../github/client.ts';
import { GitHubFailure } from '../../../github/failure.ts';
import type { Installation } from '../../../github/installations.ts';
import { type RepositoryReading, readPolicyFiles } from '../../../github/policy-files.ts';
import type { RepositoryConfig, ServerConfig } from '../../../server/config/config.ts';
import type { ResolvedRepository } from '../../../server/store.ts';
import { type Finding, fail, ok, warn } from '../check.ts';
import { judgePolicy } from './policy.ts';

/** Names per question; GitHub answers more slowly or not at all. */
const batchSize = 50;

interface Imported {
  readonly workspaceId: string;
  readonly config: RepositoryConfig;
  readonly usesSts: boolean;
  /** What the server resolved the name to before. */
  readonly known: ResolvedRepository | undefined;
}

export interface RepositoriesInput {
  readonly config: ServerConfig;
  readonly client: GitHubClient;
  readonly installations: readonly Installation[];
  readonly resolved: ReadonlyMap<string, readonly ResolvedRepository[]>;
  readonly now: () => number;
}

function listImported({ config, resolved }: RepositoriesInput): Imported[] {
  return config.workspaces.flatMap(({ id, features, repositories }) =>
    repositories.map((repository) => ({
      workspaceId: id,
      config: repository,
      usesSts: features.sts,
      known: resolved.get(id)?.find(({ name }) => name.toLowerCase() === repository.name.toLowerCase()),
    })),
  );
}

/** What the name leads to, held against the pinned id and against the one that the server has resolved. */
function judgeIdentity({ config, known }: Imported, reading: RepositoryReading | undefined): Finding {
  const { name, id } = config;
  if (reading === undefined || reading.status === 'not-found')
    return fail(
      'repository-not-found',
      `${name}: the App sees no repository of this name.`,
      'Check the name, and that the installation on its owner includes it. If it was renamed, write the new name and keep the id.',
    );
  const { repositoryId, canonicalName } = reading;
  const meant = id ?? known?.repositoryId;
  if (meant !== undefined && meant !== repositoryId)
    return fail(
      'repository-other-id',
      `${name} is the repository ${repositoryId} now, and ${id === undefined ? 'the server has resolved the name to' : 'the configuration pins'} ${meant}.`,
      'Somebody else may have taken the name. The server goes on with the former id; remove the entry, or name the repository that is meant.',
    );
  if (canonicalName.toLowerCase() !== name.toLowerCase())
    return warn(
      'repository-renamed',
      `${name} is called ${canonicalName} now.`,
      'It is still recognised by its id. Write the new name, for people.',
    );
  if (meant === undefined)
    return warn(
      'repository-unpinned',
      `${name} is the repository ${repositoryId}, which nothing pins yet.`,
      `Add \`id: ${repositoryId}\`, so that the name cannot be taken over before the server first resolves it.`,
    );
  return ok(`${name} is the repository ${repositoryId}.`);
}

async function readBatch(
  input: RepositoriesInput,
  token: string,
  batch: readonly Imported[],
): Promise<Finding[]> {
  const names = batch.map(({ config }) => config.name);
  const read = (path: string) => readPolicyFiles(input.client, token, { names, path }, { now: input.now });
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
    return [identity, ...judgePolicy(imported.config.name, policy.file, codeowners)];
  });
}

async function checkOwner(
  input: RepositoriesInput,
  owner: string,
  imported: readonly Imported[],
): Promise<Finding[]> {
  const installation = input.installations.find((candidate) => candidate.owner.toLowerCase() === owner);
  if (installation === undefined)
    return imported.map(({ config }) =>
      fail(
        'repository-not-installed',
        `${config.name}: the App is not installed on ${owner}.`,
        `An owner of ${owner} has to install it, with this repository.`,
      ),
    );
  // Said once, where the installation is.
  if (installation.suspended) return [];
  try {
    const { token } = await mintReaderToken(input.client, installation.id);
    const findings: Finding[] = [];
    for (let at = 0; at < imported.length; at += batchSize) {
      findings.push(...(await readBatch(input, token, imported.slice(at, at + batchSize))));
    }
    return findings;
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    return [
      fail(
        'repositories-unread',
        `The repositories of ${owner} could not be looked at: ${error.message}`,
        error.hint ?? 'Try again later.',
      ),
    ];
  }
}

/** In the order of owners; a repository that two workspaces import is looked at once for each. */
export async function checkRepositories(input: RepositoriesInput): Promise<Finding[]> {
  const byOwner = Map.groupBy(listImported(input), ({ config }) =>
    config.name.slice(0, config.name.indexOf('/')).toLowerCase(),
  );
  const findings: Finding[] = [];
  for (const [owner, imported] of byOwner) findings.push(...(await checkOwner(input, owner, imported)));
  return findings;
}
