/** `atmos-pro keys`: the keys that sign sessions, in the database that all replicas use. */
import { Command } from 'commander';
import { openStore } from '../../server/open-store.ts';
import { rotateKeys } from '../../server/sessions/rotate-keys.ts';
import type { Store } from '../../server/store.ts';
import { defaultConfigFile } from '../default-config-file.ts';
import { loadDatabaseConfig } from '../load-server-config.ts';
import { renderKeys, renderRotation } from './render.ts';

interface KeysOptions {
  readonly config: string;
}

async function withStore(options: KeysOptions, work: (store: Store) => Promise<string>): Promise<void> {
  const store = await openStore(loadDatabaseConfig(options.config, process.env));
  try {
    process.stdout.write(`${await work(store)}\n`);
  } finally {
    await store.close();
  }
}

export function keysCommand(): Command {
  const command = new Command('keys').description('List and rotate the keys that sign sessions.');
  command
    .command('list')
    .description('List the ids, states and validity of the keys. Never prints a key.')
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .action((options: KeysOptions) =>
      withStore(options, async (store) => renderKeys(await store.signingKeys.list(), await store.now())),
    );
  command
    .command('rotate')
    .description('Add a new signing key. Sessions signed with the old keys stay valid until they expire.')
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .option('--retire-others', 'revoke all other keys and their sessions immediately, after a leak', false)
    .action((options: KeysOptions & { readonly retireOthers: boolean }) =>
      withStore(options, async (store) =>
        renderRotation(await rotateKeys(store, options), options.retireOthers),
      ),
    );
  return command;
}
