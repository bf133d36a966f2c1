/** `atmos-pro audit`: the audit log, from the database or from a server. Loads the module of a subcommand only when it runs. */
import { Command, Option } from 'commander';
import { addConnectionOptions } from '../admin/options.ts';
import { defaultConfigFile } from '../default-config-file.ts';
import { addExamples } from '../examples.ts';
import { formatOption } from '../format-option.ts';
import { refuseUnknownCommand } from '../help.ts';
import { addFilterOptions } from './query.ts';

function addList(family: Command): void {
  const command = addFilterOptions(addConnectionOptions(family.command('list')))
    .description('List audit entries of a server.')
    .addOption(
      new Option('--order <order>', 'newest first, or sealed entries oldest first')
        .choices(['newest', 'oldest'])
        .default('newest'),
    )
    .option('--limit <number>', 'maximum number of entries, up to 10000', '100')
    .option('--after <cursor>', 'continue after this cursor, which an earlier list printed')
    .addOption(formatOption())
    .action(async (options) => (await import('./list.ts')).listAudit(options));
  addExamples(
    command,
    'atmos-pro audit list --url https://atmos-pro.example.com --workspace ws_acme --event "lock.*" --outcome denied',
    'atmos-pro audit list --url https://atmos-pro.example.com --workspace ws_acme --run 17000000001 --format json',
  );
}

function addExport(family: Command): void {
  const command = addFilterOptions(addConnectionOptions(family.command('export')))
    .description('Export all sealed audit entries of a server, oldest first, one JSON object per line.')
    .option('--after <id>', 'continue after the entry with this id')
    .option('--output <file>', 'write to a new file instead of standard output')
    .option('--append', 'with --output: continue after the last complete entry of the file', false)
    .action(async (options) => (await import('./export.ts')).exportToTarget(options));
  addExamples(
    command,
    'atmos-pro audit export --url https://atmos-pro.example.com --workspace ws_acme --output audit.ndjson --append',
  );
}

function addVerify(family: Command): void {
  const command = family
    .command('verify')
    .description('Compare the audit log with its seals, to detect changed, removed or added entries.')
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .option('--expect <hash>', 'hash of a seal that you recorded earlier, which must still exist')
    .addOption(formatOption())
    .addHelpText('after', '\nExit codes: 0 intact, 1 not intact, 2 invalid command line or configuration.')
    .action(async (options) => (await import('./verify.ts')).verifyInDatabase(options));
  addExamples(command, 'atmos-pro audit verify', 'atmos-pro audit verify --expect "$HASH"');
}

function addPrune(family: Command): void {
  const command = family
    .command('prune')
    .description(
      'Delete entries older than `audit.retention_days`. Their seals are kept, and each pruning is recorded.',
    )
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .option('--older-than-days <days>', 'use this instead of `audit.retention_days`; at least 7')
    .addOption(formatOption())
    .action(async (options) => (await import('./prune.ts')).pruneFromDatabase(options));
  addExamples(command, 'atmos-pro audit prune', 'atmos-pro audit prune --older-than-days 400');
}

export function auditCommand(): Command {
  const family = new Command('audit')
    .description('Print the audit log from the database, or run one of the commands below.')
    .enablePositionalOptions()
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .addOption(formatOption())
    .option('--workspace <id>', 'only entries of this workspace')
    .option('--event <event>', 'only entries with this event, such as token.mint')
    .option('--trace <id>', 'only entries of the request with this trace id')
    // Otherwise a misspelled command is reported as one argument too many.
    .allowExcessArguments()
    .action(async (options, command: Command) => {
      refuseUnknownCommand(command, command.args[0]);
      await (await import('./print.ts')).printAudit(options);
    });
  for (const add of [addList, addExport, addVerify, addPrune]) add(family);
  return addExamples(
    family,
    'atmos-pro audit --event token.mint',
    'atmos-pro audit --workspace ws_acme --format json',
    'atmos-pro audit verify',
  );
}
