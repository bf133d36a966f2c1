/** `atmos-pro drift badge`, as a command of its family. */
import type { Command } from 'commander';
import { addConnectionOptions } from '../admin/options.ts';
import { addExamples } from '../examples.ts';
import { formatOption } from '../format-option.ts';

export function addBadge(drift: Command): void {
  const command = addConnectionOptions(drift.command('badge <owner/name>'))
    .description('Print the badge of an instance as Markdown.')
    .requiredOption('--stack <name>', 'full name of the stack')
    .requiredOption('--component <name>', 'full name of the component')
    .addOption(formatOption())
    .action(async (repository, options) => (await import('./badge.ts')).printBadge(repository, options));
  addExamples(
    command,
    'atmos-pro drift badge acme/infra --stack plat-ue2-prod --component vpc --url https://atmos-pro.example.com --workspace ws_acme',
  );
}
