/** Decides what a request asks about: sources to judge, and those whose answer is known without asking GitHub. */
import type { StsRequest } from '../../api/routes/sts.ts';
import { selectSources, toRepositoryKey } from '../../domain/sts/select-sources.ts';
import type { SourceOutcome } from '../../domain/sts/source-outcome.ts';
import type { RepositoryIdentity } from '../../github/repositories.ts';
import { parseRepositoryName } from '../../github/repository-names.ts';
import type { RepositoryConfig } from '../config/config.ts';
import type { ImportedRepository } from '../repositories/imported-repository.ts';
import type { InstallationIndex } from '../repositories/installation-index.ts';
import type { WorkspaceRepositories } from '../repositories/repository-directory.ts';
import { notInstalled, suspended } from './judge-sources.ts';

export interface RequestedSource extends RepositoryIdentity {
  /** As the caller is answered. */
  readonly spelling: string;
  readonly imported: ImportedRepository;
}

/** A source with its end. */
export interface SettledSource {
  readonly spelling: string;
  readonly outcome: SourceOutcome;
  /** `undefined` for a name that leads to no known repository. */
  readonly identity: RepositoryIdentity | undefined;
}

export interface RequestSources {
  readonly toJudge: readonly RequestedSource[];
  readonly settled: readonly SettledSource[];
}

/**
 * A name outside the workspace costs nothing and is answered at once, whatever exists behind it at GitHub. Without
 * `sources`, what the App is not installed on is not asked about.
 */
export async function findRequestSources(
  { request, callerRepositoryId }: { readonly request: StsRequest; readonly callerRepositoryId: string },
  repositories: WorkspaceRepositories,
  installations: InstallationIndex,
): Promise<RequestSources> {
  const known = indexByName(repositories.resolved);
  const { sources, strangers } = selectSources({ requested: request.sources, known, callerRepositoryId });
  const toJudge = sources.map(({ repository, spelling }) => {
    const { repositoryId, ownerId, canonicalName } = repository;
    return { repositoryId, ownerId, canonicalName, spelling, imported: repository };
  });
  const failed = new Map(
    repositories.unknown.map(({ config, failure }) => [config.name.toLowerCase(), failure]),
  );
  const missing = new Map(repositories.unresolved.map((config) => [config.name.toLowerCase(), config]));
  const names =
    request.sources === undefined ? repositories.unknown.map(({ config }) => config.name) : strangers;
  const settled = await Promise.all(
    names.map(async (spelling): Promise<SettledSource> => {
      const failure = failed.get(toRepositoryKey(spelling));
      const config = missing.get(toRepositoryKey(spelling));
      if (failure !== undefined) {
        return {
          spelling,
          outcome: { status: 'unjudged', explanation: failure.message },
          identity: undefined,
        };
      }
      const outcome = config === undefined ? notInstalled : await judgeUnresolved(config, installations);
      return { spelling, outcome, identity: undefined };
    }),
  );
  return { toJudge, settled };
}

/** Configured names win over those that GitHub gave to other repositories since. */
function indexByName(resolved: readonly ImportedRepository[]): ReadonlyMap<string, ImportedRepository> {
  const index = new Map<string, ImportedRepository>();
  for (const repository of resolved) index.set(repository.canonicalName.toLowerCase(), repository);
  for (const repository of resolved) index.set(repository.config.name.toLowerCase(), repository);
  return index;
}

async function judgeUnresolved(
  config: RepositoryConfig,
  installations: InstallationIndex,
): Promise<SourceOutcome> {
  const login = parseRepositoryName(config.name)?.owner ?? '';
  try {
    const installation = await installations.find({ ownerId: undefined, login });
    return installation?.suspended === true ? suspended : notInstalled;
  } catch (error) {
    return { status: 'unjudged', explanation: error instanceof Error ? error.message : String(error) };
  }
}
