/** Reads what the sentence about a silent batch names. */
import type { Kysely, Selectable } from 'kysely';
import { isRecord } from '../../base/text.ts';
import { maxBatchNodes } from '../../domain/dispatch/limits.ts';
import type { QuietDetails, QuietReason } from '../../domain/dispatch/quiet-reason.ts';
import type { QuietFacts, ReportRow } from '../../domain/reports/report.ts';
import { readJsonText } from '../database/json-text.ts';
import type { Database } from '../database/schema.ts';
import { hasLastList } from './batch-sets.ts';

/** Workflow files that are named as those that usually upload. */
const maxUploaders = 5;

type Batch = Selectable<Database['batches']>;

function isDetails(value: unknown): value is QuietDetails {
  return isRecord(value);
}

/** How many components the upload of a batch has that was planned by one upload, where they are too many. */
async function readSize(db: Kysely<Database>, { id }: Batch): Promise<QuietFacts['size']> {
  const sets = await db
    .selectFrom('batch_sets')
    .innerJoin('affected_sets', 'affected_sets.id', 'batch_sets.set_id')
    .select('affected_sets.nodes')
    .where('batch_sets.batch_id', '=', id)
    .execute();
  const [only] = sets;
  if (sets.length !== 1 || only === undefined || only.nodes <= maxBatchNodes) return undefined;
  return { components: only.nodes, limit: maxBatchNodes };
}

export async function readQuiet(
  db: Kysely<Database>,
  batch: Batch,
  { rows, reason }: { readonly rows: readonly ReportRow[]; readonly reason: QuietReason | undefined },
): Promise<QuietFacts | undefined> {
  switch (reason) {
    case 'upload_failed':
    case 'upload_incomplete':
      return batch.quiet_details === null
        ? undefined
        : readJsonText(batch.quiet_details, isDetails, 'batches.quiet_details');
    case 'other_commit': {
      const details = readJsonText(batch.quiet_details ?? '{}', isDetails, 'batches.quiet_details');
      return { ...details, expectedSha: batch.head_sha };
    }
    case 'github_unreachable':
      return { since: batch.unreachable_since ?? undefined };
    case 'too_large':
      return { size: await readSize(db, batch) };
    case 'no_upload': {
      const known = await db
        .selectFrom('uploading_workflows')
        .select('file')
        .where('repository_id', '=', batch.repository_id)
        .where('event', '=', batch.event)
        .orderBy('file')
        .limit(maxUploaders)
        .execute();
      return { uploaders: known.map(({ file }) => file) };
    }
    case 'nothing_wired': {
      const unwired = rows.filter(({ reason }) => reason === 'not_wired');
      return { instances: unwired.map(({ component, stack }) => `${component} in ${stack}`).sort() };
    }
    case 'merged_without_upload':
      return { hasLastList: await hasLastList(db, batch) };
    default:
      return undefined;
  }
}
