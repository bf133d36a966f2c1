/** `atmos-pro admin-token`: tokens for the admins of a server. */
import { Command } from 'commander';

export function adminTokenCommand(): Command {
  const command = new Command('admin-token').description('make tokens for the admins of a server');
  command
    .command('create <name>')
    .description('print a new token and the lines of the configuration that let it in')
    .option('--workspace <id...>', 'workspaces that it is good for; all by default')
    .action(async (name, options) => (await import('./create.ts')).createToken(name, options));
  return command;
}
