/** `atmos-pro config`: the configuration file of a server. */
import { Command } from 'commander';
import { defaultConfigFile } from '../default-config-file.ts';
import { addExamples } from '../examples.ts';
import { formatOption } from '../format-option.ts';

function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

const initExample =
  'atmos-pro config init --public-url https://atmos-pro.example.com --workspace ws_acme --repository acme/infra --source acme/terraform-modules';

export function configCommand(): Command {
  const command = new Command('config').description(
    'Write, check and pin the configuration file of a server.',
  );
  const init = command
    .command('init')
    .description('Write a configuration file. Asks for what no option gives, on a terminal.')
    .option('-c, --config <file>', 'file to write', defaultConfigFile)
    .option('--public-url <url>', 'address where clients reach the server')
    .option('--workspace <id>', 'id of the workspace, such as ws_acme')
    .option('--repository <owner/name>', 'repository whose jobs may request tokens; repeat for more', collect)
    .option('--source <owner/name>', 'repository that jobs read; repeat for more', collect)
    .option('--branch <name>', 'branch whose jobs may request tokens', 'main')
    .option(
      '--deployments [file]',
      'enable deployments for the repositories; file of the workflow that uploads affected stacks (default: affected.yaml)',
    )
    .option('--app <file>', 'what `github-app create` wrote (default: github-app.yaml beside the file)')
    .option('--app-id <id>', 'id of the GitHub App, without --app')
    .option('--private-key-file <file>', 'private key of the GitHub App, without --app', 'app.pem')
    .addOption(formatOption())
    .action(async ({ deployments, ...options }) =>
      (await import('./init.ts')).initConfig({
        ...options,
        deployments: deployments === true ? 'affected.yaml' : deployments,
      }),
    );
  const validate = command
    .command('validate')
    .description(
      'Check the configuration file and the files that it names. Contacts neither GitHub nor the database.',
    )
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .option('--file-only', 'do not read keys, secrets and environment variables, for checks in CI', false)
    .addOption(formatOption())
    .action(async (options) => (await import('./validate.ts')).validateConfig(options));
  const pin = command
    .command('pin')
    .description(
      'Write the ids of repositories into the configuration file. Asks GitHub as the App. Keeps comments and order.',
    )
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .option('--dry-run', 'only print what would be written', false)
    .addOption(formatOption())
    .action(async (options) => (await import('./pin.ts')).pinConfig(options));
  addExamples(init, initExample, `${initExample} --format json`);
  addExamples(validate, 'atmos-pro config validate', 'atmos-pro config validate --file-only --format json');
  addExamples(pin, 'atmos-pro config pin --dry-run');
  return addExamples(command, initExample, 'atmos-pro config validate --config atmos-pro.yaml');
}
