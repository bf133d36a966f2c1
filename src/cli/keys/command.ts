/** `atmos-pro keys`: the keys that sign sessions, in the database that all replicas use. */
import { Command } from 'commander';
import { toTimestamp } from '../../base/text.ts';
import { createAuditStores } from '../../server/audit/store.ts';
import { createDatabaseProbe, openMigratedDatabase } from '../../server/database/open.ts';
import { createSessionStores } from '../../server/sessions/open-store.ts';
import { type RotatePorts, rotateKeys } from '../../server/sessions/rotate-keys.ts';
import { defaultConfigFile } from '../default-config-file.ts';
import { addExamples } from '../examples.ts';
import { formatOption, type OutputFormat, printAs } from '../format-option.ts';
import { loadDatabaseConfig } from '../load-server-config.ts';
import { withProgress } from '../progress.ts';
import { describeKeys, renderKeys, renderRotation } from './render.ts';

interface KeysOptions {
  readonly config: string;
  readonly format: OutputFormat;
}

async function withKeys(options: KeysOptions, work: (ports: RotatePorts) => Promise<void>): Promise<void> {
  const config = loadDatabaseConfig(options.config, process.env);
  const database = await withProgress('Waiting for the database', () => openMigratedDatabase(config));
  const { now } = createDatabaseProbe(database);
  const { signingKeys } = createSessionStores(database);
  const { audit } = createAuditStores(database);
  try {
    await work({ now, signingKeys, audit });
  } finally {
    await database.db.destroy();
  }
}

function addList(family: Command): void {
  const command = family
    .command('list')
    .description('List the ids, states and validity of the keys. Never prints a key.')
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .addOption(formatOption())
    .action((options: KeysOptions) =>
      withKeys(options, async ({ signingKeys, now }) => {
        const states = describeKeys(await signingKeys.list(), await now());
        if (options.format === 'text') process.stdout.write(`${renderKeys(states)}\n`);
        else for (const state of states) process.stdout.write(`${JSON.stringify(state)}\n`);
      }),
    );
  addExamples(command, 'atmos-pro keys list');
}

function addRotate(family: Command): void {
  const command = family
    .command('rotate')
    .description('Add a new signing key. Sessions signed with the old keys stay valid until they expire.')
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .option('--retire-others', 'revoke all other keys and their sessions immediately, after a leak', false)
    .addOption(formatOption())
    .action((options: KeysOptions & { readonly retireOthers: boolean }) =>
      withKeys(options, async (ports) => {
        const rotation = await rotateKeys(ports, options);
        const data = {
          key: rotation.key.keyId,
          signsFrom: toTimestamp(rotation.key.signsFrom),
          retired: rotation.retired,
        };
        printAs(options.format, renderRotation(rotation, options.retireOthers), data);
      }),
    );
  addExamples(command, 'atmos-pro keys rotate', 'atmos-pro keys rotate --retire-others');
}

export function keysCommand(): Command {
  const family = new Command('keys').description('List and rotate the keys that sign sessions.');
  addList(family);
  addRotate(family);
  return addExamples(family, 'atmos-pro keys list', 'atmos-pro keys rotate');
}
