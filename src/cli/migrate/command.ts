/** `atmos-pro migrate`: brings the database to the current schema and ends. `serve` does so too, at its start, when its role may. */
import { Command } from 'commander';
import { ActionError } from '../../base/errors.ts';
import { grantRuntimeRole } from '../../server/database/grant-runtime-role.ts';
import { migrateDatabase } from '../../server/database/migrate.ts';
import { openDatabase } from '../../server/open-store.ts';
import { defaultConfigFile } from '../default-config-file.ts';
import { loadDatabaseConfig } from '../load-server-config.ts';

async function migrate(options: { readonly config: string; readonly runtimeRole?: string }): Promise<void> {
  const { runtimeRole } = options;
  const config = loadDatabaseConfig(options.config, process.env);
  if (runtimeRole !== undefined && config.kind === 'sqlite') {
    throw new ActionError('INPUT_INVALID', '--runtime-role needs PostgreSQL: SQLite knows no roles.', {
      hint: 'Name the database with DATABASE_URL.',
    });
  }
  const { db, dialect } = openDatabase(config);
  try {
    const steps = await migrateDatabase(db, dialect);
    process.stdout.write(
      steps.length === 0 ? 'The database is current.\n' : `Applied: ${steps.join(', ')}.\n`,
    );
    if (runtimeRole === undefined) return;
    const tables = await grantRuntimeRole(db, runtimeRole);
    process.stdout.write(
      `${runtimeRole} may serve on ${tables.length} tables, and only append to the audit.\n`,
    );
  } finally {
    await db.destroy();
  }
}

export function migrateCommand(): Command {
  return new Command('migrate')
    .description('bring the database to the current schema')
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .option(
      '--runtime-role <role>',
      'PostgreSQL role that `serve` will use: it can append to the audit and not change it',
    )
    .action(migrate);
}
