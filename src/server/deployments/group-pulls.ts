/** Finds out which pull requests a merge group tests. Only the queue tells, as long as it has the group; the branch names the last one. */
import type { Clock, Logger } from '../../base/ports.ts';
import { readGroupRef } from '../../domain/dispatch/activities.ts';
import { findGroupPulls } from '../../domain/dispatch/group-pulls.ts';
import type { GitHubClient } from '../../github/client.ts';
import { GitHubFailure } from '../../github/failure.ts';
import type { SeenGroup } from '../../github/merge-groups.ts';
import { fetchQueuedPulls } from '../../github/merge-queues.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { DeploymentAccess } from '../repositories/deployment-access.ts';
import { type GroupBatchPorts, recordGroupPulls } from './group-batches.ts';
import { hasShownPulls } from './group-pull-table.ts';
import { readStoredGroup, storeGroup } from './merge-group-table.ts';
import type { DeployedRepository } from './seams.ts';

export interface GroupPullPorts {
  readonly database: OpenedDatabase;
  readonly client: GitHubClient;
  readonly deploymentAccess: Pick<DeploymentAccess, 'use'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
}

interface AskedGroup {
  readonly repository: DeployedRepository;
  readonly group: SeenGroup;
  readonly signal: AbortSignal;
}

/** What the witness does not say, another may have said; the branch names the base, too. */
async function locate(
  { repository: { repositoryId }, group }: AskedGroup,
  { database: { db } }: GroupPullPorts,
) {
  const { headSha } = group;
  const stored = await readStoredGroup(db, { repositoryId, headSha });
  if (stored?.endedAs !== undefined || (await hasShownPulls(db, { repositoryId, headSha }))) return undefined;
  const branch = group.baseRef ?? stored?.baseRef;
  const baseSha = group.baseSha ?? stored?.baseSha ?? readGroupRef(group.headRef)?.baseSha;
  const pullNumber = stored?.pullNumber ?? group.pullNumber;
  return branch === undefined || baseSha === undefined
    ? undefined
    : { branch, tested: { baseSha, headSha, pullNumber } };
}

interface QueueAnswer {
  /** The last added is the last. `undefined`: they are known, or GitHub does not tell. */
  readonly pulls?: readonly number[] | undefined;
  /** GitHub did not answer, and may tell later. */
  readonly isOpen: boolean;
}

function isTemporary({ kind }: GitHubFailure): boolean {
  return kind === 'unreachable' || kind === 'rate-limited';
}

async function askQueue(asked: AskedGroup, ports: GroupPullPorts): Promise<QueueAnswer> {
  const { repository, group, signal } = asked;
  const { client, clock, deploymentAccess, logger } = ports;
  const place = await locate(asked, ports);
  if (place === undefined) return { isOpen: false };
  const { repositoryId, name } = repository;
  const calls = { client, signal, now: () => clock.now() };
  try {
    const entries = await deploymentAccess.use(repository, (handle) =>
      fetchQueuedPulls(calls, handle, { branch: place.branch, repositoryId }),
    );
    const pulls = findGroupPulls(entries, place.tested);
    if (pulls === undefined)
      logger.info('deployments: the merge queue does not show a group', {
        ...{ repository: name, ref: group.headRef },
      });
    return { pulls, isOpen: false };
  } catch (error) {
    if (signal.aborted || !(error instanceof GitHubFailure)) throw error;
    logger.warn('deployments: the merge queue could not be read', {
      ...{ repository: name, ref: group.headRef, error },
    });
    return { isOpen: isTemporary(error) };
  }
}

/** One call of GitHub, while the pull requests are not known. As `QueueAnswer` says. Rejects only when aborted. */
export async function askForGroupPulls(
  asked: AskedGroup,
  ports: GroupPullPorts,
): Promise<readonly number[] | undefined> {
  return (await askQueue(asked, ports)).pulls;
}

interface KnownGroup extends Omit<AskedGroup, 'group'> {
  readonly headSha: string;
}

/**
 * Asks the queue again which pull requests a group has, where it did not tell before. One call of GitHub at most. Returns whether GitHub did
 * not answer.
 */
export async function learnGroupPulls(
  { repository, headSha, signal }: KnownGroup,
  ports: GroupPullPorts & Pick<GroupBatchPorts, 'reports'>,
): Promise<boolean> {
  const { db, dialect } = ports.database;
  const group = await readStoredGroup(db, { ...repository, headSha });
  if (group === undefined) return false;
  const { pulls, isOpen } = await askQueue({ repository, group, signal }, ports);
  if (pulls === undefined) return isOpen;
  await db.transaction().execute(async (trx) => {
    await storeGroup(trx, dialect, { repository, group });
    await recordGroupPulls(trx, { repository, group, pulls }, { ...ports, dialect });
  });
  return false;
}
