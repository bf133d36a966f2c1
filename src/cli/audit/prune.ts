/** `atmos-pro audit prune`: removes entries that are older than they have to be kept; their seals stay. */
import { ActionError } from '../../base/errors.ts';
import { minRetentionDays } from '../../domain/audit/prune.ts';
import { pruneAudit } from '../../server/audit/retain-audit.ts';
import { openStore } from '../../server/open-store.ts';
import { loadAuditRetention, loadDatabaseConfig } from '../load-server-config.ts';

export interface PruneOptions {
  readonly config: string;
  readonly olderThanDays?: string;
}

function readDays({ config, olderThanDays }: PruneOptions): number {
  const days =
    olderThanDays === undefined
      ? loadAuditRetention(config, process.env)
      : Number(olderThanDays || Number.NaN);
  if (days === undefined) {
    throw new ActionError('INPUT_INVALID', 'Nothing says how long audit entries are kept.', {
      hint: 'Set audit.retention_days in the configuration, or give --older-than-days.',
    });
  }
  if (!Number.isSafeInteger(days) || days < minRetentionDays) {
    throw new ActionError(
      'INPUT_INVALID',
      `--older-than-days takes a whole number from ${minRetentionDays}.`,
    );
  }
  return days;
}

/** Throws INPUT_INVALID, INPUT_CONFIG_INVALID, REMOTE_STORE. */
export async function prune(options: PruneOptions): Promise<void> {
  const days = readDays(options);
  const store = await openStore(loadDatabaseConfig(options.config, process.env));
  try {
    if (!(await store.pruning.isPermitted())) {
      throw new ActionError('INPUT_INVALID', 'This database role may not remove audit entries.', {
        hint: 'Let DATABASE_URL name the owner of the tables, as for `atmos-pro migrate`.',
      });
    }
    const removed = await pruneAudit(store, days);
    process.stdout.write(`removed ${removed} entries that were sealed at least ${days} days ago\n`);
  } finally {
    await store.close();
  }
}
