/** Opens the batch of an activity, whatever it is about. */
import type { Kysely } from 'kysely';
import type { Database } from '../database/schema.ts';
import type { StoredActivity } from './activity-table.ts';
import type { Batch } from './batch-table.ts';
import { type GroupBatchPorts, openGroupBatch } from './group-batches.ts';
import { readStoredGroup, storeGroup } from './merge-group-table.ts';
import { openBatch, type PullBatchPorts } from './pull-batches.ts';
import { lockPull, type StoredPull } from './pull-table.ts';
import { openReleaseBatch } from './release-batches.ts';
import type { DeployedRepository } from './seams.ts';

export interface SubjectActivity {
  readonly activity: StoredActivity;
  readonly repository: DeployedRepository;
  /** That the activity is about. */
  readonly pull: StoredPull | undefined;
}

/** Locked, after the row of its subject. `undefined`: the subject is not known. */
export async function openSubjectBatch(
  trx: Kysely<Database>,
  { activity, repository, pull }: SubjectActivity,
  ports: GroupBatchPorts & PullBatchPorts,
): Promise<Batch | undefined> {
  const { dialect } = ports;
  const { repositoryId } = repository;
  switch (activity.activity.event) {
    case 'merge_group': {
      const seen = await readStoredGroup(trx, { repositoryId, headSha: activity.headSha });
      if (seen === undefined) return undefined;
      const { group } = await storeGroup(trx, dialect, { repository, group: seen });
      return openGroupBatch(trx, { group, repository }, ports);
    }
    case 'release':
      return openReleaseBatch(trx, { activity, repository }, ports);
    case 'pull_request': {
      if (pull === undefined) return undefined;
      const locked = await lockPull(trx, dialect, { repositoryId, number: pull.number });
      return openBatch(trx, { activity, repository, pull: locked ?? pull }, ports);
    }
    case 'drift_detection':
      return undefined;
  }
}
