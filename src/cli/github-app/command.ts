/** `atmos-pro github-app`: the GitHub App of a server. */
import { Command, Option } from 'commander';
import { appFeatures } from '../../github/app-permissions.ts';

export function githubAppCommand(): Command {
  const command = new Command('github-app').description(
    'Print the manifest of the GitHub App that the server needs.',
  );
  command
    .command('manifest')
    .description('Print the manifest of the App. Explains its permissions on standard error.')
    .requiredOption('--public-url <url>', 'address of the server: `public_url` in its configuration')
    .option('--name <name>', 'name of the App, unique on GitHub', 'atmos-pro')
    .addOption(
      new Option('--for <feature...>', 'features to request permissions for, besides issuing tokens')
        .choices(appFeatures)
        .default(['locks']),
    )
    .option('--organization <login>', 'organization that will own the App (default: your account)')
    .option('--server-url <url>', 'address of GitHub, for GitHub Enterprise Server', 'https://github.com')
    .addHelpText(
      'after',
      '\nExample: atmos-pro github-app manifest --public-url https://atmos-pro.example.com --organization acme',
    )
    .action(async (options) => (await import('./print-manifest.ts')).printManifest(options));
  return command;
}
