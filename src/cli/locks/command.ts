/** `atmos-pro locks`: the locks of a server, for admins. Loads the module of a subcommand only when it runs. */
import { Command, Option } from 'commander';
import { addConnectionOptions } from '../admin/options.ts';
import { addExamples } from '../examples.ts';
import { formatOption } from '../format-option.ts';

/** The options of an example that every subcommand needs. */
const server = '--url https://atmos-pro.example.com --workspace ws_acme';

/** Adds a subcommand with the options that all of them have. */
function addLockCommand(locks: Command, nameAndArguments: string, description: string): Command {
  const command = locks.command(nameAndArguments).description(description);
  return addConnectionOptions(command).addOption(formatOption());
}

export function locksCommand(): Command {
  const locks = new Command('locks').description('List, show and force-release the locks of a server.');
  const list = addLockCommand(locks, 'list', 'List the locks of a workspace.')
    .addOption(
      new Option('--state <state>', 'held now, or released or expired')
        .choices(['held', 'free', 'all'])
        .default('held'),
    )
    .option('--prefix <text>', 'only locks whose `stack/component` starts with this')
    .option('--repository <owner/name>', 'only locks of this repository')
    .action(async (options) => (await import('./list.ts')).listLocks(options));
  addExamples(
    list,
    `atmos-pro locks list ${server}`,
    `atmos-pro locks list ${server} --state all --prefix plat-ue2-prod/`,
  );
  const show = addLockCommand(
    locks,
    'show <key-or-id>',
    'Show one lock, and whether the run that holds it is in progress.',
  ).action(async (name, options) => (await import('./show.ts')).printLock(name, options));
  addExamples(show, `atmos-pro locks show acme/infra/plat-ue2-prod/vpc ${server}`);
  const forceUnlock = addLockCommand(
    locks,
    'force-unlock <key-or-id>',
    'Release a lock for its holder. Asks first if the run that holds it may be in progress.',
  )
    .requiredOption('--reason <text>', 'reason for the audit log, which also records you and the holder')
    .option('--yes', 'do not ask, even if the run is in progress', false)
    .action(async (name, options) => (await import('./force-unlock.ts')).forceUnlock(name, options));
  addExamples(
    forceUnlock,
    `atmos-pro locks force-unlock acme/infra/plat-ue2-prod/vpc ${server} --reason "runner lost"`,
  );
  return addExamples(locks, `atmos-pro locks list ${server}`);
}
