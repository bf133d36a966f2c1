/** `atmos-pro audit prune`: deletes entries older than the retention period. Their seals are kept. */
import { ActionError } from '../../base/errors.ts';
import { minRetentionDays } from '../../domain/audit/prune.ts';
import { pruneAudit } from '../../server/audit/retain-audit.ts';
import { createAuditStores } from '../../server/audit/store.ts';
import { openMigratedDatabase } from '../../server/database/open.ts';
import { type OutputFormat, printAs } from '../format-option.ts';
import { loadAuditRetention, loadDatabaseConfig } from '../load-server-config.ts';
import { withProgress } from '../progress.ts';

export interface PruneAuditOptions {
  readonly config: string;
  readonly format: OutputFormat;
  readonly olderThanDays?: string;
}

function readDays({ config, olderThanDays }: PruneAuditOptions): number {
  const days =
    olderThanDays === undefined
      ? loadAuditRetention(config, process.env)
      : Number(olderThanDays || Number.NaN);
  if (days === undefined) {
    throw new ActionError('INPUT_INVALID', 'No retention period is set.', {
      hint: 'Set `audit.retention_days` in the configuration, or use --older-than-days.',
    });
  }
  if (!Number.isSafeInteger(days) || days < minRetentionDays) {
    throw new ActionError(
      'INPUT_INVALID',
      `Invalid --older-than-days: expected a whole number of at least ${minRetentionDays}, got ${JSON.stringify(olderThanDays)}.`,
    );
  }
  return days;
}

/** Throws INPUT_INVALID, INPUT_CONFIG_INVALID, REMOTE_STORE. */
export async function pruneFromDatabase(options: PruneAuditOptions): Promise<void> {
  const days = readDays(options);
  const database = await openMigratedDatabase(loadDatabaseConfig(options.config, process.env));
  const { pruning } = createAuditStores(database);
  try {
    if (!(await pruning.isPermitted())) {
      throw new ActionError('INPUT_INVALID', 'The database role has no right to delete audit entries.', {
        hint: 'Set DATABASE_URL to the role that owns the tables, as for `atmos-pro migrate`.',
      });
    }
    const deleted = await withProgress('Deleting old entries', () => pruneAudit(pruning, days));
    const text = `Deleted ${deleted} entries that were sealed at least ${days} days ago.`;
    printAs(options.format, text, { deleted, days });
  } finally {
    await database.db.destroy();
  }
}
