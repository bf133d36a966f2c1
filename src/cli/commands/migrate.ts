/** `atmos-pro migrate`: brings the database to the current schema and ends. `serve` does so too, at its start. */
import { Command } from 'commander';
import { migrateDatabase } from '../../server/store/migrate.ts';
import { openDatabase } from '../../server/store/open-store.ts';
import { defaultConfigFile, loadDatabaseConfig } from '../load-server-config.ts';

async function migrate(options: { readonly config: string }): Promise<void> {
  const { db, dialect } = openDatabase(loadDatabaseConfig(options.config, process.env));
  try {
    const steps = await migrateDatabase(db, dialect);
    process.stdout.write(
      steps.length === 0 ? 'The database is current.\n' : `Applied: ${steps.join(', ')}.\n`,
    );
  } finally {
    await db.destroy();
  }
}

export function migrateCommand(): Command {
  return new Command('migrate')
    .description('bring the database to the current schema')
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .action(migrate);
}
