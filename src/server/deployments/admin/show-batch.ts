/** A batch as the API returns it, with times in whole seconds. */
import type { BatchData } from '../../../api/routes/batches.ts';
import { toTimestamp } from '../../../base/text.ts';
import { nameActivity } from '../../../domain/dispatch/activities.ts';
import { quietTitles } from '../../../domain/reports/reasons.ts';
import { readJsonText } from '../../database/json-text.ts';
import type { Shown } from '../../http/answer.ts';
import type { RepositoryNames } from '../../repositories/repository-names.ts';
import { isCounts } from '../batch-table.ts';
import type { BatchRow } from './batch-reads.ts';

export type ShownBatchData = Shown<BatchData>;

export function showBatch(row: BatchRow, names: RepositoryNames): ShownBatchData {
  return {
    id: row.id,
    repository: names.nameOf(row.repository_id) ?? row.repository_id,
    repositoryId: row.repository_id,
    activity: nameActivity(row),
    subject: row.subject,
    headSha: row.head_sha,
    sha: row.sha ?? undefined,
    state: row.state,
    stopped: row.stopped ?? undefined,
    heldBy: row.held_by ?? undefined,
    conclusion: row.conclusion ?? undefined,
    reason: row.reason ?? undefined,
    message: row.reason === null ? undefined : quietTitles[row.reason],
    counts: { ...readJsonText(row.counts, isCounts, 'batches.counts') },
    createdAt: toTimestamp(row.created_at),
    updatedAt: toTimestamp(row.updated_at),
    concludedAt: row.concluded_at === null ? undefined : toTimestamp(row.concluded_at),
    deadlineAt: row.deadline_at === null ? undefined : toTimestamp(row.deadline_at),
  };
}
