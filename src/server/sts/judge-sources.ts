/** Reads the policies of one installation's sources and decides each; what could not be read stays undecided. */

import type { Clock } from '../../base/ports.ts';
import type { SourceOutcome } from '../../domain/sts/source-outcome.ts';
import { policyPath } from '../../domain/trust-policy/policy-path.ts';
import type { GitHubClient } from '../../github/client.ts';
import { readGitHubFailure } from '../../github/failure.ts';
import type { Installation } from '../../github/installations.ts';
import {
  maxRepositoriesPerQuery,
  type RepositoryReading,
  readPolicyFiles,
} from '../../github/policy-files.ts';
import type { RepositoryIdentity } from '../../github/repositories.ts';
import type { InstallationAccess } from '../repositories/installation-access.ts';
import { judgePolicy } from './judge-policy.ts';
import type { PolicyCache } from './policy-cache.ts';
import type { PolicyGuard } from './policy-guard.ts';
import type { RefuseSpending } from './source-limits.ts';

export interface JudgedSource<Source> {
  readonly source: Source;
  readonly outcome: SourceOutcome;
  /** As GitHub has it now; `undefined` when it was not read. */
  readonly identity: RepositoryIdentity | undefined;
}

export interface JudgeInput<Source> {
  readonly installation: Installation;
  readonly sources: readonly Source[];
  readonly policyName: string;
  readonly claims: Readonly<Record<string, string>>;
  /** Whether a grant that can change the policy needs a protected policy directory. */
  readonly guardsPolicies: boolean;
  readonly refuseSpending: RefuseSpending;
  readonly signal: AbortSignal;
}

export interface JudgePorts {
  readonly client: GitHubClient;
  readonly access: InstallationAccess;
  readonly policies: PolicyCache;
  readonly guard: PolicyGuard;
  readonly clock: Clock;
}

export const notInstalled = {
  status: 'excluded',
  reason: 'not_installed_in_workspace',
  explanation: 'No installation of the App that belongs to this workspace reaches the repository.',
} as const satisfies SourceOutcome;
export const suspended = {
  status: 'excluded',
  reason: 'installation_suspended',
  explanation:
    'The account has suspended its installation of the App. An owner of it can lift that under Settings, GitHub Apps.',
} as const satisfies SourceOutcome;

/** One result per source, in order. Never rejects: a batch that fails leaves its own sources undecided. */
export async function judgeSources<Source extends RepositoryIdentity>(
  input: JudgeInput<Source>,
  ports: JudgePorts,
): Promise<readonly JudgedSource<Source>[]> {
  if (input.installation.suspended) return input.sources.map((source) => without(source, suspended));
  const batches: Source[][] = [];
  for (let at = 0; at < input.sources.length; at += maxRepositoriesPerQuery) {
    batches.push(input.sources.slice(at, at + maxRepositoriesPerQuery));
  }
  const judged = await Promise.all(
    batches.map((batch) =>
      judgeBatch(batch, input, ports).catch((error: unknown) => {
        const outcome = outcomeOfFailure(error, ports.clock.now());
        return batch.map((source) => without(source, outcome));
      }),
    ),
  );
  return judged.flat();
}

/** What a failure says about the sources that it hit. */
export function outcomeOfFailure(error: unknown, now: number): SourceOutcome {
  const failure = readGitHubFailure(error, now);
  if (failure.kind === 'suspended') return suspended;
  if (failure.kind === 'not-found') return notInstalled;
  const until = failure.retryAt === undefined ? '' : ` Until ${new Date(failure.retryAt).toISOString()}.`;
  return { status: 'unjudged', explanation: `${failure.message}${until}`, retryAt: failure.retryAt };
}

async function judgeBatch<Source extends RepositoryIdentity>(
  batch: readonly Source[],
  input: JudgeInput<Source>,
  ports: JudgePorts,
): Promise<readonly JudgedSource<Source>[]> {
  const names = batch.map(({ canonicalName }) => canonicalName);
  const readings = await read(names, input, ports);
  const isRight = (reading: RepositoryReading | undefined, source: Source) =>
    reading?.status === 'read' && reading.repositoryId === source.repositoryId;
  const missed = batch.filter((source, index) => !isRight(readings[index], source));
  const refused = missed.length === 0 ? undefined : input.refuseSpending('core');
  const renamed =
    missed.length === 0 || refused !== undefined ? new Map() : await readRenamed(missed, input, ports);
  const isKnownOutside = ({ repositoryId }: Source) =>
    ports.access.isKnownOutside(input.installation.id, repositoryId);
  const decide = (
    source: Source,
    index: number,
  ): JudgedSource<Source> & { readonly branch?: string | undefined } => {
    const found = isRight(readings[index], source) ? readings[index] : renamed.get(source.repositoryId);
    if (found?.status !== 'read') return without(source, refused ?? notInstalled);
    const { repositoryId, ownerId, canonicalName, file } = found;
    const identity = { repositoryId, ownerId, canonicalName };
    const { policyName, claims, installation } = input;
    if (liesOutside(found, installation, isKnownOutside(source)))
      return { source, outcome: notInstalled, identity };
    const outcome = judgePolicy(
      { file, policyName, claims, installationPermissions: installation.permissions },
      ports.policies,
    );
    return { source, outcome, identity, branch: found.branch };
  };
  const decided = batch.map(decide);
  return Promise.all(decided.map(({ branch, ...judged }) => guardGrant(judged, branch, { input, ports })));
}

/** Transferred, or public and readable for anybody: neither makes it a part of the installation. */
export function liesOutside(
  found: { readonly ownerId: string; readonly isPrivate: boolean },
  { ownerId, selection }: Installation,
  isKnownOutside: boolean,
): boolean {
  return found.ownerId !== ownerId || (!found.isPrivate && selection === 'selected' && isKnownOutside);
}

/** A grant stands only if the caller cannot change the policy with it; without an answer of GitHub it is not judged. */
async function guardGrant<Source>(
  judged: JudgedSource<Source>,
  branch: string | undefined,
  { input, ports }: { readonly input: JudgeInput<Source>; readonly ports: JudgePorts },
): Promise<JudgedSource<Source>> {
  const { outcome, identity } = judged;
  if (!input.guardsPolicies || outcome.status !== 'granted' || identity === undefined) return judged;
  const { repositoryId, canonicalName: name } = identity;
  const { permissions } = outcome;
  const { installation, refuseSpending, signal } = input;
  try {
    const refused = await ports.guard({
      installationId: installation.id,
      name,
      repositoryId,
      branch: branch ?? '',
      permissions,
      refuseSpending,
      signal,
    });
    return refused === undefined ? judged : { ...judged, outcome: refused };
  } catch (error) {
    const { message, retryAt } = readGitHubFailure(error, ports.clock.now());
    return { ...judged, outcome: { status: 'unjudged', explanation: message, retryAt } };
  }
}

/** The name does not resolve, or resolves to another repository: the installation's own list has the repository under its id. */
async function readRenamed<Source extends RepositoryIdentity>(
  missed: readonly Source[],
  input: JudgeInput<Source>,
  ports: JudgePorts,
): Promise<ReadonlyMap<string, RepositoryReading>> {
  const listed = await ports.access.repositories(input.installation.id);
  const present = missed.flatMap(({ repositoryId }) => listed.get(repositoryId) ?? []);
  const names = present.map(({ canonicalName }) => canonicalName);
  const readings = await read(names, input, ports);
  return new Map(
    readings.flatMap((reading) => (reading.status === 'read' ? [[reading.repositoryId, reading]] : [])),
  );
}

function read(
  names: readonly string[],
  input: JudgeInput<unknown>,
  ports: JudgePorts,
): Promise<RepositoryReading[]> {
  const { signal } = input;
  const now = () => ports.clock.now();
  return ports.access.read(input.installation.id, (token) =>
    readPolicyFiles({ client: ports.client, signal, now }, token, {
      names,
      path: policyPath(input.policyName),
    }),
  );
}

function without<Source>(source: Source, outcome: SourceOutcome): JudgedSource<Source> {
  return { source, outcome, identity: undefined };
}
