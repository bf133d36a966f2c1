/** `atmos-pro drift causes`, as a command of its family. */
import type { Command } from 'commander';
import { addConnectionOptions } from '../admin/options.ts';
import { addExamples } from '../examples.ts';
import { formatOption } from '../format-option.ts';

const server = '--url https://atmos-pro.example.com --workspace ws_acme';

export function addCauses(drift: Command): void {
  const command = addConnectionOptions(drift.command('causes'))
    .description('List what drifted instances have in common, across stacks and repositories.')
    .option('--repository <owner/name>', 'only drift of this repository')
    .option('--cause <id>', 'only this cause, with its instances')
    .addOption(formatOption())
    .action(async (options) => (await import('./causes.ts')).listCauses(options));
  addExamples(
    command,
    `atmos-pro drift causes ${server}`,
    `atmos-pro drift causes ${server} --cause 3f9c2a7be1d40586`,
  );
}
