/** `atmos-pro audit`: the audit log, from the database or from a server. Each command's code is loaded when it is called. */
import { Command, Option } from 'commander';
import { addConnectionOptions, formatOption } from '../admin/options.ts';
import { defaultConfigFile } from '../default-config-file.ts';
import { addFilterOptions } from './query.ts';

function addList(family: Command): void {
  addFilterOptions(addConnectionOptions(family.command('list')))
    .description('ask a server for the latest entries')
    .addOption(
      new Option('--order <order>', 'newest first, or the sealed ones, oldest first')
        .choices(['newest', 'oldest'])
        .default('newest'),
    )
    .option('--limit <number>', 'most entries to list, at most 10000', '100')
    .option('--after <cursor>', 'go on where a list before ended')
    .addOption(formatOption())
    .action(async (options) => (await import('./list.ts')).listAudit(options));
}

function addExport(family: Command): void {
  addFilterOptions(addConnectionOptions(family.command('export')))
    .description('write everything that is sealed, oldest first, one JSON object a line')
    .option('--after <id>', 'go on after the entry with this id')
    .option('--output <file>', 'a new file instead of standard output')
    .option('--append', 'go on after the last whole entry of the file', false)
    .action(async (options) => (await import('./export.ts')).exportToTarget(options));
}

function addVerify(family: Command): void {
  family
    .command('verify')
    .description('compare the audit log with its seals: what was changed, removed or added since shows')
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .option('--expect <hash>', 'hash of a seal that was noted elsewhere, which must still be there')
    .addHelpText('after', '\nExit codes: 0 intact, 1 not intact, 2 the command line has to be mended.')
    .action(async (options) => (await import('./verify.ts')).verify(options));
}

function addPrune(family: Command): void {
  family
    .command('prune')
    .description(
      'remove entries older than audit.retention_days; their seals stay, and each pruning is on record',
    )
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .option('--older-than-days <days>', 'instead of what the configuration says; at least 7')
    .action(async (options) => (await import('./prune.ts')).prune(options));
}

export function auditCommand(): Command {
  const family = new Command('audit')
    .description('print the audit log from the database; the commands below ask a server, or look after it')
    .enablePositionalOptions()
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .addOption(formatOption())
    .option('--workspace <id>', 'only this workspace')
    .option('--event <event>', 'only this event, such as token.mint')
    .option('--trace <id>', 'only what this request decided')
    .action(async (options) => (await import('./print.ts')).printAudit(options));
  for (const add of [addList, addExport, addVerify, addPrune]) add(family);
  return family;
}
