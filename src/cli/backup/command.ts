/** `atmos-pro backup FILE`: a consistent, checked copy of the SQLite database of a server that may be running. */
import { statSync } from 'node:fs';
import { Command } from 'commander';
import { ActionError } from '../../base/errors.ts';
import { copyDatabaseFile } from '../../server/database/sqlite-file.ts';
import { defaultConfigFile } from '../default-config-file.ts';
import { addExamples } from '../examples.ts';
import { formatOption, type OutputFormat, printAs } from '../format-option.ts';
import { loadDatabaseConfig } from '../load-server-config.ts';
import { withProgress } from '../progress.ts';

async function runBackup(
  file: string,
  options: { readonly config: string; readonly format: OutputFormat },
): Promise<void> {
  const database = loadDatabaseConfig(options.config, process.env);
  if (database.kind === 'postgres')
    throw new ActionError(
      'INPUT_INVALID',
      '`backup` is for SQLite, and the configured database is PostgreSQL.',
      { hint: 'Run pg_dump --format=custom --file=FILE "$DATABASE_URL".' },
    );
  const { steps, auditEntries, lastAuditId } = await withProgress(
    'Copying the database',
    async () => copyDatabaseFile(database.path, file),
    { isBlocking: true },
  );
  const { size: bytes } = statSync(file);
  const schema = steps.at(-1);
  const text = `Wrote ${file} (${bytes} bytes). It is intact: schema ${schema}, ${auditEntries} audit entries up to id ${lastAuditId}.
It has the keys that sign sessions, so keep it as secret as the database.`;
  printAs(options.format, text, { file, bytes, schema, auditEntries, lastAuditId });
}

export function backupCommand(): Command {
  const command = new Command('backup')
    .description(
      'Copy the SQLite database of a server, also while the server runs, and check the copy. Replaces no file.',
    )
    .argument('<file>', 'file to write, readable by you only')
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .addOption(formatOption())
    .action(runBackup);
  return addExamples(command, 'atmos-pro backup "atmos-pro-$(date +%F).db"');
}
