/** `atmos-pro keys`: the keys that sign sessions, in the database that all replicas use. */
import { Command } from 'commander';
import { createAuditStores } from '../../server/audit/store.ts';
import { createDatabaseProbe, openMigratedDatabase } from '../../server/database/open.ts';
import { createSessionStores } from '../../server/sessions/open-store.ts';
import { type RotatePorts, rotateKeys } from '../../server/sessions/rotate-keys.ts';
import { defaultConfigFile } from '../default-config-file.ts';
import { loadDatabaseConfig } from '../load-server-config.ts';
import { renderKeys, renderRotation } from './render.ts';

interface KeysOptions {
  readonly config: string;
}

async function withKeys(options: KeysOptions, work: (ports: RotatePorts) => Promise<string>): Promise<void> {
  const database = await openMigratedDatabase(loadDatabaseConfig(options.config, process.env));
  const { now } = createDatabaseProbe(database);
  const { signingKeys } = createSessionStores(database);
  const { audit } = createAuditStores(database);
  try {
    process.stdout.write(`${await work({ now, signingKeys, audit })}\n`);
  } finally {
    await database.db.destroy();
  }
}

export function keysCommand(): Command {
  const command = new Command('keys').description('List and rotate the keys that sign sessions.');
  command
    .command('list')
    .description('List the ids, states and validity of the keys. Never prints a key.')
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .action((options: KeysOptions) =>
      withKeys(options, async (ports) => renderKeys(await ports.signingKeys.list(), await ports.now())),
    );
  command
    .command('rotate')
    .description('Add a new signing key. Sessions signed with the old keys stay valid until they expire.')
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .option('--retire-others', 'revoke all other keys and their sessions immediately, after a leak', false)
    .action((options: KeysOptions & { readonly retireOthers: boolean }) =>
      withKeys(options, async (ports) =>
        renderRotation(await rotateKeys(ports, options), options.retireOthers),
      ),
    );
  return command;
}
