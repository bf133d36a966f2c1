/** Checks CODEOWNERS of the commit of a batch, where the configuration asks for that and the commit changes the file. */
import type { Clock, Logger } from '../../base/ports.ts';
import { changesOwners } from '../../domain/codeowners/changed.ts';
import { findDuplicates } from '../../domain/codeowners/duplicates.ts';
import { mergeErrors, type OwnerError } from '../../domain/codeowners/merge-errors.ts';
import { codeownersPaths, readOwnersEntries } from '../../domain/codeowners/read-entries.ts';
import { isMerge } from '../../domain/dispatch/activities.ts';
import type { GitHubClient } from '../../github/client.ts';
import { readOwnersErrors, readOwnersFiles } from '../../github/code-owners.ts';
import { GitHubFailure, type GitHubFailureKind } from '../../github/failure.ts';
import type { RepositoryHandle } from '../../github/repository-calls.ts';
import type { DeploymentAccess } from '../repositories/deployment-access.ts';
import type { Batch } from './batch-table.ts';
import type { DeployedRepository } from './seams.ts';
import { isUnreachable, noteReached, noteUnreachable, type UnreachablePorts } from './unreachable.ts';

export interface OwnersPorts extends UnreachablePorts {
  readonly client: GitHubClient;
  readonly deploymentAccess: Pick<DeploymentAccess, 'use'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
}

interface OwnersTask {
  readonly batch: Batch;
  readonly repository: DeployedRepository;
  readonly signal: AbortSignal;
}

/** After these GitHub is asked again. */
const passing: ReadonlySet<GitHubFailureKind> = new Set([
  'unreachable',
  'rate-limited',
  'unauthorized',
  'suspended',
]);

/** What was merged is reviewed no more, and a release or drift reviews nothing. */
function isChecked({ activity }: Batch, { config }: DeployedRepository): boolean {
  if (!config.codeowners) return false;
  return activity.event === 'merge_group' || (activity.event === 'pull_request' && !isMerge(activity));
}

/** What cannot be checked must not pass. */
export function describeUnchecked(why: string): readonly OwnerError[] {
  const message = `CODEOWNERS could not be checked: ${why}`;
  return mergeErrors([{ path: codeownersPaths[0], line: 1, message }], [], codeownersPaths[0]);
}

async function readErrors(
  { batch, signal }: OwnersTask,
  handle: RepositoryHandle,
  { client, clock }: OwnersPorts,
): Promise<readonly OwnerError[]> {
  const calls = { client, signal, now: () => clock.now() };
  const { sha = batch.headSha, baseRef } = batch;
  const { head, base } = await readOwnersFiles(calls, handle, { sha, baseRef });
  if (head === undefined || !changesOwners(head, base)) return [];
  const found = await readOwnersErrors({ client, signal }, handle, sha);
  return mergeErrors(found, findDuplicates(readOwnersEntries(head.text)), head.path);
}

/** `undefined`: it is not to be checked. Rejects with `GitHubFailure` where GitHub may answer later; people are told of that. */
export async function checkOwners(
  task: OwnersTask,
  ports: OwnersPorts,
): Promise<readonly OwnerError[] | undefined> {
  const { batch, repository } = task;
  if (!isChecked(batch, repository)) return undefined;
  try {
    const errors = await ports.deploymentAccess.use(repository, (handle) => readErrors(task, handle, ports));
    await noteReached(batch, ports);
    return errors;
  } catch (error) {
    if (isUnreachable(error)) await noteUnreachable([batch.id], repository, ports);
    if (!(error instanceof GitHubFailure) || passing.has(error.kind)) throw error;
    ports.logger.warn('deployments: CODEOWNERS could not be checked', { batch: batch.id, error });
    return describeUnchecked(error.message);
  }
}
