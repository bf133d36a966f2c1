/** `atmos-pro restore FILE`: puts a backup in the place of the database, or makes a database safe that was restored by other means. */
import { Command } from 'commander';
import { ActionError } from '../../base/errors.ts';
import { toTimestamp } from '../../base/text.ts';
import type { DatabaseConfig } from '../../server/config/config.ts';
import { openMigratedDatabase } from '../../server/database/open.ts';
import { defaultConfigFile } from '../default-config-file.ts';
import { addExamples } from '../examples.ts';
import { formatOption, type OutputFormat, printAs } from '../format-option.ts';
import { loadDatabaseConfig } from '../load-server-config.ts';
import { withProgress } from '../progress.ts';
import { type Restored, recordRestore } from './record-restore.ts';
import { restoreFile } from './restore-file.ts';

interface RestoreOptions {
  readonly config: string;
  readonly force: boolean;
  readonly markOnly: boolean;
  readonly format: OutputFormat;
}

async function markOnly(config: DatabaseConfig): Promise<Restored> {
  const database = await openMigratedDatabase(config);
  try {
    return await recordRestore(database);
  } finally {
    await database.db.destroy();
  }
}

async function restore(file: string | undefined, options: RestoreOptions): Promise<Restored> {
  const config = loadDatabaseConfig(options.config, process.env);
  if (options.markOnly) {
    if (file !== undefined)
      throw new ActionError('INPUT_INVALID', '--mark-only takes no file: the database is restored already.');
    return markOnly(config);
  }
  if (file === undefined) throw new ActionError('INPUT_MISSING', 'Missing the backup to restore.');
  if (config.kind === 'postgres')
    throw new ActionError(
      'INPUT_INVALID',
      '`restore FILE` is for SQLite, and the configured database is PostgreSQL.',
      {
        hint: 'Run pg_restore, then `atmos-pro restore --mark-only`.',
      },
    );
  return restoreFile(file, config.path, options.force);
}

async function runRestore(file: string | undefined, options: RestoreOptions): Promise<void> {
  const restored = await withProgress('Restoring the database', () => restore(file, options), {
    isBlocking: true,
  });
  const { restoredAt, tokenFloor, lastAuditId, kept } = restored;
  const text = `Restored, with audit entries up to id ${lastAuditId}.
- ID tokens that were issued before ${toTimestamp(restoredAt)} are refused.
- Every session has ended: jobs log in again.
- Fencing tokens continue above ${tokenFloor}.
- Tokens that were issued after the backup are not in the audit log. They expire within an hour.
${kept === undefined ? '' : `The database that was there before is kept as ${kept}.\n`}Check the result with \`atmos-pro audit verify\`, then start the server.`;
  printAs(options.format, text, restored);
}

export function restoreCommand(): Command {
  const command = new Command('restore')
    .description(
      'Replace the SQLite database by a backup while the server is stopped. Accepts nothing again that was used after the backup.',
    )
    .argument('[file]', 'what `atmos-pro backup` wrote')
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .option('--force', 'replace a database that has data; it is kept under another name', false)
    .option(
      '--mark-only',
      'the database was restored by other means, such as pg_restore: only make it safe to serve from',
      false,
    )
    .addOption(formatOption())
    .action(runRestore);
  return addExamples(
    command,
    'atmos-pro restore atmos-pro-2026-03-01.db --force',
    'atmos-pro restore --mark-only',
  );
}
