/** What every command needs that asks a server as an admin. */
import { type Command, Option } from 'commander';

const adminHelp = `
The admin token comes from the environment variable ATMOS_PRO_ADMIN_TOKEN.
Exit codes: 0 done, 1 failed or not there, 2 the command line or a variable has to be mended, 3 refused.`;

export function addConnectionOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--url <url>', 'address of the server, such as https://atmos-pro.example.com')
        .env('ATMOS_PRO_BASE_URL')
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--workspace <id>', 'workspace that is meant')
        .env('ATMOS_PRO_WORKSPACE_ID')
        .makeOptionMandatory(),
    )
    .addHelpText('after', adminHelp);
}

export function formatOption(): Option {
  return new Option('--format <format>', 'for people, or one JSON object a line')
    .choices(['text', 'json'])
    .default('text');
}
