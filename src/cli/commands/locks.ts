/** `atmos-pro locks`: a server's locks for admins. Each subcommand's code is loaded when it is called. */
import { Command, Option } from 'commander';

const codes =
  '\nExit codes: 0 done, 1 failed or no such lock, 2 the command line or a variable has to be mended, 3 refused.';
const login = '\nThe admin token comes from the environment variable ATMOS_PRO_ADMIN_TOKEN.';

/** What all of them need. */
function add(locks: Command, nameAndArguments: string, description: string): Command {
  return locks
    .command(nameAndArguments)
    .description(description)
    .requiredOption('--url <url>', 'address of the server, such as https://atmos-pro.example.com')
    .requiredOption('--workspace <id>', 'workspace whose locks are meant')
    .addOption(
      new Option('--format <format>', 'for people, or one JSON object a line')
        .choices(['text', 'json'])
        .default('text'),
    )
    .addHelpText('after', login + codes);
}

export function locksCommand(): Command {
  // Subcommands take this over as they are added.
  const locks = new Command('locks')
    .description('see the locks of a server, and free stuck ones')
    .exitOverride();
  add(locks, 'list', 'list locks')
    .addOption(
      new Option('--state <state>', 'held now, or not any more')
        .choices(['held', 'free', 'all'])
        .default('held'),
    )
    .option('--prefix <text>', 'only those whose `stack/component` begins so')
    .option('--repository <owner/name>', 'only those of this repository')
    .action(async (options) => (await import('../locks/list.ts')).listLocks(options));
  add(locks, 'show <id-or-key>', 'show one lock, and whether its holder’s run goes on').action(
    async (name, options) => (await import('../locks/show.ts')).showLock(name, options),
  );
  add(locks, 'force-unlock <key-or-id>', 'take a lock from its holder; asks when the holder’s run goes on')
    .requiredOption('--reason <text>', 'why; it goes on record, with your name and the holder’s')
    .option('--yes', 'do not ask, even if the holder’s run goes on', false)
    .action(async (name, options) => (await import('../locks/force-unlock.ts')).forceUnlock(name, options));
  return locks;
}
