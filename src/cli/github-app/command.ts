/** `atmos-pro github-app`: the GitHub App of a server. */
import { Command, InvalidArgumentError } from 'commander';
import { addExamples } from '../examples.ts';
import { addManifestOptions } from './manifest-options.ts';

const maxPort = 65_535;

function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > maxPort)
    throw new InvalidArgumentError(`Expected 0 to ${maxPort}.`);
  return Number(text);
}

const example = '--public-url https://atmos-pro.example.com --organization acme --accounts one';

export function githubAppCommand(): Command {
  const command = new Command('github-app').description(
    'Create the GitHub App that the server needs, or print its manifest.',
  );
  const create = addManifestOptions(command.command('create'))
    .description(
      'Create the App in your browser with GitHub’s manifest flow. Writes its id, private key and webhook secret to files.',
    )
    .option('--directory <path>', 'where to write app.pem, webhook-secret and github-app.yaml', '.')
    .option('--port <number>', 'port of the page on this machine, 0 for a free one', parsePort, 0)
    .action(async (options) => (await import('./create-app.ts')).createApp(options));
  const manifest = addManifestOptions(command.command('manifest'))
    .description('Print the manifest of the App. Explains its permissions on standard error.')
    .action(async (options) => (await import('./print-manifest.ts')).printManifest(options));
  addExamples(create, `atmos-pro github-app create ${example}`);
  addExamples(manifest, `atmos-pro github-app manifest ${example} > manifest.json`);
  return addExamples(command, `atmos-pro github-app create ${example}`);
}
