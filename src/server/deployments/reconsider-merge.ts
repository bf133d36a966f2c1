/** Judges a merge once more that has ended without an upload: a list of its plan came only after that. */
import type { Kysely } from 'kysely';
import { mergedActivity } from '../../domain/dispatch/activities.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import type { Advance } from './advance.ts';
import { type Batch, findBatch, readLockedBatch, setDeadline } from './batch-table.ts';

interface ReconsiderPorts {
  readonly dialect: Dialect;
  readonly advance: Pick<Advance, 'apply'>;
}

/** `plan`: a batch of the pull request on the same commit. The row of the pull request is locked. */
export async function reconsiderMerge(
  trx: Kysely<Database>,
  plan: Batch,
  { dialect, advance }: ReconsiderPorts,
): Promise<void> {
  const activity = { event: 'pull_request', activity: mergedActivity } as const;
  const merge = await findBatch(trx, { ...plan, activity });
  const locked = merge && (await readLockedBatch(trx, dialect, merge.id));
  if (locked === undefined) return;
  const { standing } = await advance.apply(trx, locked, { type: 'reconsidered' });
  if (standing.state !== locked.standing.state) await setDeadline(trx, dialect, { id: locked.id, inMs: 0 });
}
