/** Applies events of releases: each activity that a component of the inventory has a workflow for gets a batch, on the commit of the tag. */
import { nameActivity, nameSubject, readActivity } from '../../domain/dispatch/activities.ts';
import type { GitHubClient } from '../../github/client.ts';
import { fetchTagCommit, readRelease } from '../../github/releases.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { DeploymentAccess } from '../repositories/deployment-access.ts';
import { recordActivity } from './activity-table.ts';
import type { RecordPorts } from './audit.ts';
import { wakeUploads } from './join-queue.ts';
import { readSender } from './pull-events.ts';
import { openReleaseBatch, type ReleaseBatchPorts } from './release-batches.ts';
import { type ReleaseInventory, startsAnything } from './release-plan.ts';
import type { ApplyDelivery, PrepareDelivery } from './seams.ts';
import { recordAboutSubject } from './subject-audit.ts';
import { listUploaders } from './uploader-table.ts';

export interface ReleaseEventPorts extends ReleaseBatchPorts, RecordPorts {
  readonly database: OpenedDatabase;
  readonly client: GitHubClient;
  readonly deploymentAccess: Pick<DeploymentAccess, 'use'>;
  readonly inventory: ReleaseInventory;
}

function ignore(reason: string): ApplyDelivery {
  return async () => ({ status: 'ignored', reason });
}

export function createReleaseEvents(ports: ReleaseEventPorts): PrepareDelivery {
  const { client, deploymentAccess, inventory, database, dialect } = ports;
  return async (event, repository, signal) => {
    const release = readRelease(event.payload);
    const activity = readActivity('release', event.action, event.payload);
    if (release === undefined || activity === undefined) return ignore('The event does not show a release.');
    const uploaders = await listUploaders(database.db, repository.repositoryId, activity.event);
    if (uploaders.length === 0 && !(await startsAnything(inventory, { repository, activity })))
      return ignore(`No component of the inventory has a workflow for ${nameActivity(activity)}.`);
    const headSha = await deploymentAccess.use(repository, (handle) =>
      fetchTagCommit({ client, signal }, handle, release.tag),
    );
    if (headSha === undefined) return ignore('The tag of the release does not exist.');
    const actor = readSender(event);
    return async (trx) => {
      const stored = await recordActivity(trx, dialect, {
        repository,
        activity: {
          subject: nameSubject({ type: 'release', id: release.id }),
          activity,
          headSha,
          at: release.at,
          guid: event.guid,
        },
      });
      await openReleaseBatch(trx, { activity: stored, repository }, ports);
      const details = { activity: nameActivity(activity), release: release.id, tag: release.tag, headSha };
      await recordAboutSubject(trx, { event: 'release.created', repository, actor, details }, ports);
      await wakeUploads(trx, dialect, { ...repository, headSha });
      return { status: 'applied' };
    };
  };
}
