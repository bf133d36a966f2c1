/** Reads what people should know about the plan of a batch, beside its deployments. */
import { type Kysely, type Selectable, sql } from 'kysely';
import { isRecord } from '../../base/text.ts';
import type { ReportNote, ReportRow } from '../../domain/reports/report.ts';
import type { Database } from '../database/schema.ts';

type Batch = Pick<Selectable<Database['batches']>, 'id' | 'event'>;

/** Most deployments that are named. */
const maxNamed = 20;

function readFiles(workflows: string): readonly string[] {
  const value: unknown = JSON.parse(workflows);
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.flatMap((one) => (isRecord(one) && typeof one['file'] === 'string' ? [one['file']] : []));
}

/** Components that run something other than a plan in the queue, though it is not configured for the queue. */
async function readRiskyFallbacks(db: Kysely<Database>, { id }: Batch): Promise<readonly ReportNote[]> {
  const nodes = await db
    .selectFrom('batch_nodes')
    .select(['stack', 'component', 'workflows'])
    .where('batch_id', '=', id)
    .where('kind', '=', 'change')
    .where(sql<boolean>`workflows like '%"isFallback":true%'`)
    .orderBy('number')
    .limit(maxNamed)
    .execute();
  return nodes.map(({ stack, component, workflows }) => ({
    type: 'risky_fallback',
    instance: `${component} in ${stack}`,
    files: readFiles(workflows),
  }));
}

/** `edges`: how many dependencies the batch has; `undefined`: too many to read. */
export async function readReportNotes(
  db: Kysely<Database>,
  batch: Batch,
  { rows, edges }: { readonly rows: readonly ReportRow[]; readonly edges: number | undefined },
): Promise<readonly ReportNote[]> {
  if (batch.event === 'merge_group') return readRiskyFallbacks(db, batch);
  const started = rows.filter(({ state }) => state !== 'skipped');
  return batch.event === 'release' && edges === 0 && started.length > 1 ? [{ type: 'order_unknown' }] : [];
}
