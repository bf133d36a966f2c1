/** `atmos-pro drift`: the drift of a server's instances, for admins. Loads the module of a subcommand only when it runs. */
import { Command, Option } from 'commander';
import { addPageOptions } from '../admin/list-pages.ts';
import { addConnectionOptions } from '../admin/options.ts';
import { addExamples } from '../examples.ts';
import { formatOption } from '../format-option.ts';
import { addBadge } from './badge-command.ts';
import { addCauses } from './causes-command.ts';

const server = '--url https://atmos-pro.example.com --workspace ws_acme';

function addDriftCommand(drift: Command, nameAndArguments: string, description: string): Command {
  const command = drift.command(nameAndArguments).description(description);
  return addConnectionOptions(command).addOption(formatOption());
}

function addList(drift: Command): void {
  const command = addPageOptions(
    addDriftCommand(drift, 'list', 'List instances with drift detection, by repository, stack and component.')
      .addOption(
        new Option('--status <status>', 'only instances whose last result is this').choices([
          'unknown',
          'in_sync',
          'drifted',
          'error',
        ]),
      )
      .option('--repository <owner/name>', 'only instances of this repository')
      .option('--stack <glob>', 'only instances of these stacks'),
  ).action(async (options) => (await import('./list.ts')).listDrift(options));
  addExamples(command, `atmos-pro drift list ${server} --status drifted`);
}

function readInstance({ args: [repository = '', stack = '', component = ''] }: Command) {
  return { repository, stack, component };
}

function addShow(drift: Command): void {
  const command = addDriftCommand(
    drift,
    'show <repository> <stack> <component>',
    'Show one instance with its changes, last results, detections and remediations.',
  );
  command.action(async () => (await import('./show.ts')).printDrift(readInstance(command), command.opts()));
  addExamples(command, `atmos-pro drift show acme/infra plat-ue2-dev vpc ${server}`);
}

function addRemediate(drift: Command): void {
  const command = addDriftCommand(
    drift,
    'remediate <repository> [stack] [component]',
    'Start the remediate workflows of a drifted instance, or of all that have a cause. They take the locks.',
  )
    .option(
      '--cause <id>',
      'instead of an instance: those of the repository that have this cause, at most 100',
    )
    .requiredOption(
      '--reason <text>',
      'reason for the audit log, which also records the name of your admin token',
    );
  command.action(async () => {
    const [repository = '', stack, component] = command.args;
    const { remediateDrift } = await import('./remediate.ts');
    await remediateDrift({ repository, stack, component }, command.opts());
  });
  addExamples(
    command,
    `atmos-pro drift remediate acme/infra plat-ue2-dev vpc ${server} --reason "tag changed by hand"`,
    `atmos-pro drift remediate acme/infra --cause 3f9c2a7be1d40586 ${server} --reason "tag changed by hand"`,
  );
}

export function driftCommand(): Command {
  const drift = new Command('drift').description(
    'List, show and remediate the drift of instances, list its causes, and print badges.',
  );
  for (const add of [addList, addShow, addRemediate, addCauses, addBadge]) add(drift);
  return addExamples(drift, `atmos-pro drift list ${server} --status drifted`);
}
