/** `atmos-pro admin-token`: tokens for the admins of a server. */
import { Command } from 'commander';
import { addExamples } from '../examples.ts';
import { formatOption } from '../format-option.ts';

export function adminTokenCommand(): Command {
  const command = new Command('admin-token').description('Create tokens for the admins of a server.');
  const create = command
    .command('create')
    .description('Create a token and print it with its entry for the server configuration.')
    .argument('<name>', 'name of the admin, as it appears in the audit log')
    .option('--workspace <id...>', 'workspaces that the token is valid for (default: all)')
    .addOption(formatOption())
    .action(async (name, options) => (await import('./create.ts')).createToken(name, options));
  addExamples(
    create,
    'atmos-pro admin-token create alice',
    'atmos-pro admin-token create alice --workspace ws_acme',
  );
  return addExamples(command, 'atmos-pro admin-token create alice');
}
