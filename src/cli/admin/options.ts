/** The options of commands that send requests to a server as an admin. */
import { type Command, Option } from 'commander';

const adminHelp = `
Set the environment variable ATMOS_PRO_ADMIN_TOKEN to the admin token.

Exit codes: 0 success, 1 failure or not found, 2 invalid command line or environment variable, 3 denied.`;

export function addConnectionOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--url <url>', 'address of the server, such as https://atmos-pro.example.com')
        .env('ATMOS_PRO_BASE_URL')
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--workspace <id>', 'id of the workspace')
        .env('ATMOS_PRO_WORKSPACE_ID')
        .makeOptionMandatory(),
    )
    .addHelpText('after', adminHelp);
}
