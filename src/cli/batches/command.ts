/** `atmos-pro batches`: the deployments of a server, for admins. Loads the module of a subcommand only when it runs. */
import { Command, Option } from 'commander';
import { batchStates } from '../../domain/dispatch/advance-batch.ts';
import { holdReasons } from '../../domain/dispatch/hold.ts';
import { addPageOptions } from '../admin/list-pages.ts';
import { addConnectionOptions } from '../admin/options.ts';
import { addExamples } from '../examples.ts';
import { formatOption } from '../format-option.ts';

const server = '--url https://atmos-pro.example.com --workspace ws_acme';
const reasonText = 'reason for the audit log, which also records the name of your admin token';

function addBatchCommand(batches: Command, nameAndArguments: string, description: string): Command {
  const command = batches.command(nameAndArguments).description(description);
  return addConnectionOptions(command).addOption(formatOption());
}

function addList(batches: Command): void {
  const command = addPageOptions(
    addBatchCommand(batches, 'list', 'List the batches of a workspace, newest first.')
      .addOption(
        new Option('--state <state>', 'only batches in this state; open: not over').choices([
          'open',
          ...batchStates,
        ]),
      )
      .option('--repository <owner/name>', 'only batches of this repository')
      .option(
        '--pull <number>',
        'only batches of this pull request, and of merge groups that test it; needs --repository',
      ),
  ).action(async (options) => (await import('./list.ts')).listBatches(options));
  addExamples(
    command,
    `atmos-pro batches list ${server} --state open`,
    `atmos-pro batches list ${server} --repository acme/infra --pull 12`,
  );
}

function addShow(batches: Command): void {
  const command = addBatchCommand(
    batches,
    'show <id-or-pull>',
    'Show one batch with its deployments and runs. A pull request stands for its newest batch, which may be that of a merge group.',
  ).action(async (name, options) => (await import('./show.ts')).printBatch(name, options));
  addExamples(
    command,
    `atmos-pro batches show 81 ${server}`,
    `atmos-pro batches show acme/infra#12 ${server}`,
  );
}

function addRelease(batches: Command): void {
  const command = addBatchCommand(
    batches,
    'release <id>',
    'Release a held batch. To release the commit of a fork, name the hold: its code gets the secrets of the repository.',
  )
    .addOption(
      new Option('--hold <hold>', 'hold to release; the current one by default, except fork').choices([
        ...holdReasons,
      ]),
    )
    .requiredOption('--reason <text>', reasonText)
    .action(async (id, options) => (await import('./steer.ts')).releaseBatch(id, options));
  addExamples(command, `atmos-pro batches release 81 ${server} --reason "reviewed in INC-7"`);
}

function addRetry(batches: Command): void {
  const command = addBatchCommand(
    batches,
    'retry <id>',
    'Run again what did not succeed in a batch, or its plans if everything succeeded. A change that succeeded never runs again.',
  )
    .option('--deployment <number>', 'retry only the deployment with this number of `batches show`')
    .requiredOption('--reason <text>', reasonText)
    .action(async (id, options) => (await import('./steer.ts')).retryBatch(id, options));
  addExamples(
    command,
    `atmos-pro batches retry 81 ${server} --reason "runner lost"`,
    `atmos-pro batches retry 81 ${server} --deployment 3 --reason "quota raised"`,
  );
}

export function batchesCommand(): Command {
  const batches = new Command('batches').description(
    'List, show, release and retry the deployments of a server.',
  );
  for (const add of [addList, addShow, addRelease, addRetry]) add(batches);
  return addExamples(batches, `atmos-pro batches list ${server} --state open`);
}
