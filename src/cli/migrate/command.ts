/** `atmos-pro migrate`: applies pending migrations. `serve` does the same when it starts, if its database role has the rights. */
import { Command } from 'commander';
import { ActionError } from '../../base/errors.ts';
import { grantRuntimeRole } from '../../server/database/grant-runtime-role.ts';
import { migrateDatabase } from '../../server/database/migrate.ts';
import { openDatabase } from '../../server/database/open.ts';
import { defaultConfigFile } from '../default-config-file.ts';
import { addExamples } from '../examples.ts';
import { formatOption, type OutputFormat, printAs } from '../format-option.ts';
import { loadDatabaseConfig } from '../load-server-config.ts';
import { withProgress } from '../progress.ts';

async function runMigrate(options: {
  readonly config: string;
  readonly format: OutputFormat;
  readonly runtimeRole?: string | undefined;
}): Promise<void> {
  const { runtimeRole } = options;
  const config = loadDatabaseConfig(options.config, process.env);
  if (runtimeRole !== undefined && config.kind === 'sqlite') {
    throw new ActionError(
      'INPUT_INVALID',
      '--runtime-role needs PostgreSQL, and the configured database is SQLite.',
      {
        hint: 'Set DATABASE_URL to a PostgreSQL database.',
      },
    );
  }
  const { db, dialect } = openDatabase(config);
  try {
    const applied = await withProgress('Applying migrations', () => migrateDatabase(db, dialect));
    const text = applied.length === 0 ? 'No pending migrations.' : `Applied ${applied.join(', ')}.`;
    printAs(options.format, text, { applied });
    if (runtimeRole === undefined) return;
    const tables = await grantRuntimeRole(db, runtimeRole);
    const granted = `Granted ${runtimeRole} the rights for \`serve\` on ${tables.length} tables. On the audit log it can only append.`;
    printAs(options.format, granted, { runtimeRole, tables });
  } finally {
    await db.destroy();
  }
}

export function migrateCommand(): Command {
  const command = new Command('migrate')
    .description('Apply pending migrations to the database.')
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .option(
      '--runtime-role <role>',
      'PostgreSQL role for `serve`: grant it the rights that serving needs; on the audit log it can only append',
    )
    .addOption(formatOption())
    .action(runMigrate);
  return addExamples(command, 'atmos-pro migrate', 'atmos-pro migrate --runtime-role atmos_pro_server');
}
