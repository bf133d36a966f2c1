/** `atmos-pro locks`: a server's locks for admins. Each subcommand's code is loaded when it is called. */
import { Command, Option } from 'commander';
import { addConnectionOptions, formatOption } from '../admin/options.ts';

/** What all of them need. */
function add(locks: Command, nameAndArguments: string, description: string): Command {
  const command = locks.command(nameAndArguments).description(description);
  return addConnectionOptions(command).addOption(formatOption());
}

export function locksCommand(): Command {
  const locks = new Command('locks').description('see the locks of a server, and free stuck ones');
  add(locks, 'list', 'list locks')
    .addOption(
      new Option('--state <state>', 'held now, or not any more')
        .choices(['held', 'free', 'all'])
        .default('held'),
    )
    .option('--prefix <text>', 'only those whose `stack/component` begins so')
    .option('--repository <owner/name>', 'only those of this repository')
    .action(async (options) => (await import('./list.ts')).listLocks(options));
  add(locks, 'show <id-or-key>', 'show one lock, and whether its holder’s run goes on').action(
    async (name, options) => (await import('./show.ts')).showLock(name, options),
  );
  add(locks, 'force-unlock <key-or-id>', 'take a lock from its holder; asks when the holder’s run goes on')
    .requiredOption('--reason <text>', 'why; it goes on record, with your name and the holder’s')
    .option('--yes', 'do not ask, even if the holder’s run goes on', false)
    .action(async (name, options) => (await import('./force-unlock.ts')).forceUnlock(name, options));
  return locks;
}
