/** `atmos-pro migrate`: applies pending migrations. `serve` does the same when it starts, if its database role has the rights. */
import { Command } from 'commander';
import { ActionError } from '../../base/errors.ts';
import { grantRuntimeRole } from '../../server/database/grant-runtime-role.ts';
import { migrateDatabase } from '../../server/database/migrate.ts';
import { openDatabase } from '../../server/database/open.ts';
import { defaultConfigFile } from '../default-config-file.ts';
import { loadDatabaseConfig } from '../load-server-config.ts';

async function runMigrate(options: {
  readonly config: string;
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
    const steps = await migrateDatabase(db, dialect);
    process.stdout.write(steps.length === 0 ? 'No pending migrations.\n' : `Applied ${steps.join(', ')}.\n`);
    if (runtimeRole === undefined) return;
    const tables = await grantRuntimeRole(db, runtimeRole);
    process.stdout.write(
      `Granted ${runtimeRole} the rights for \`serve\` on ${tables.length} tables. On the audit log it can only append.\n`,
    );
  } finally {
    await db.destroy();
  }
}

export function migrateCommand(): Command {
  return new Command('migrate')
    .description('Apply pending migrations to the database.')
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .option(
      '--runtime-role <role>',
      'PostgreSQL role for `serve`: grant it the rights that serving needs; on the audit log it can only append',
    )
    .action(runMigrate);
}
