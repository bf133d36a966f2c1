/** `atmos-pro github-app`: the GitHub App that the server acts as. */
import { Command, Option } from 'commander';

export function githubAppCommand(): Command {
  const command = new Command('github-app').description('describe the GitHub App that the server needs');
  command
    .command('manifest')
    .description('print the App’s manifest; its permissions and their reasons go to standard error')
    .requiredOption('--public-url <url>', 'address of the server, `public_url` of its configuration')
    .option('--name <name>', 'name of the App; unique on the whole GitHub', 'atmos-pro')
    .addOption(
      new Option('--for <feature...>', 'what it is to do besides minting')
        .choices(['locks', 'commits'])
        .default(['locks']),
    )
    .option('--organization <login>', 'who is to own it; your own account by default')
    .option('--server-url <url>', 'GitHub itself', 'https://github.com')
    .action(async (options) => (await import('./print-manifest.ts')).printManifest(options));
  return command;
}
