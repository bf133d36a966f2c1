/** `atmos-pro deliveries`: what GitHub’s webhook delivered to a server, for admins. Loads the module of a subcommand only when it runs. */
import { Command, Option } from 'commander';
import { addPageOptions } from '../admin/list-pages.ts';
import { addConnectionOptions } from '../admin/options.ts';
import { addExamples } from '../examples.ts';
import { formatOption } from '../format-option.ts';

const server = '--url https://atmos-pro.example.com --workspace ws_acme';

function addList(deliveries: Command): void {
  const command = addPageOptions(
    addConnectionOptions(deliveries.command('list'))
      .description('List the deliveries about repositories with deployments, newest first.')
      .addOption(
        new Option('--state <state>', 'only deliveries in this state; failed: given up').choices([
          'new',
          'applied',
          'ignored',
          'failed',
        ]),
      )
      .option('--event <event>', 'only this event, such as pull_request')
      .option('--repository <owner/name>', 'only deliveries about this repository')
      .addOption(formatOption()),
  ).action(async (options) => (await import('./list.ts')).listDeliveries(options));
  addExamples(
    command,
    `atmos-pro deliveries list ${server} --state failed`,
    `atmos-pro deliveries list ${server} --repository acme/infra --event pull_request`,
  );
}

function addRetry(deliveries: Command): void {
  const command = addConnectionOptions(deliveries.command('retry <id>'))
    .description('Apply a delivery again that was given up.')
    .requiredOption(
      '--reason <text>',
      'reason for the audit log, which also records the name of your admin token',
    )
    .addOption(formatOption())
    .action(async (id, options) => (await import('./retry.ts')).retryDelivery(id, options));
  addExamples(command, `atmos-pro deliveries retry 4711 ${server} --reason "GitHub is back"`);
}

export function deliveriesCommand(): Command {
  const deliveries = new Command('deliveries').description(
    'List the deliveries of GitHub’s webhook, and retry those that failed.',
  );
  addList(deliveries);
  addRetry(deliveries);
  return addExamples(deliveries, `atmos-pro deliveries list ${server} --state failed`);
}
