/** The options that `manifest` and `create` share. */
import { type Command, Option } from 'commander';
import { ActionError } from '../../base/errors.ts';
import { type AppFeature, appFeatures } from '../../github/app-permissions.ts';
import { defaultServerUrl } from '../../server/config/github-urls.ts';
import { type AppChoices, accountChoices, type ChoiceOptions, readChoices } from './choices.ts';
import { maxAppNameLength } from './manifest.ts';

export interface ManifestOptions extends ChoiceOptions {
  readonly publicUrl: string;
  readonly name: string;
  readonly serverUrl?: string | undefined;
  readonly for: readonly AppFeature[];
}

export interface AppRequest extends AppChoices {
  readonly name: string;
  readonly publicUrl: string;
  readonly serverUrl: string;
  readonly features: readonly AppFeature[];
}

function readOrigin(text: string, option: string): string {
  if (!/^https?:\/\/[^/?#\s@]+\/?$/.test(text) || !URL.canParse(text))
    throw new ActionError(
      'INPUT_INVALID',
      `Invalid ${option}: expected an address without a path, such as https://atmos-pro.example.com, got ${JSON.stringify(text)}.`,
    );
  return text.replace(/\/$/, '');
}

/** Throws INPUT_INVALID and INPUT_MISSING. */
export function readAppRequest(options: ManifestOptions): AppRequest {
  if (options.name.length > maxAppNameLength)
    throw new ActionError(
      'INPUT_INVALID',
      `Invalid --name: GitHub accepts at most ${maxAppNameLength} characters, got ${options.name.length}.`,
    );
  return {
    name: options.name,
    publicUrl: readOrigin(options.publicUrl, '--public-url'),
    serverUrl: readOrigin(options.serverUrl ?? defaultServerUrl, '--server-url'),
    features: options.for,
    ...readChoices(options),
  };
}

export function addManifestOptions(command: Command): Command {
  return command
    .requiredOption('--public-url <url>', 'address of the server: `public_url` in its configuration')
    .option('--organization <login>', 'organization that will own the App')
    .option('--user', 'your personal account will own the App')
    .addOption(
      new Option(
        '--accounts <choice>',
        'one: private, only its owner can install it; several: public, every account can install it',
      ).choices(accountChoices),
    )
    .option('--name <name>', 'name of the App, unique on GitHub', 'atmos-pro')
    .addOption(
      new Option('--for <feature...>', 'features to request permissions for, besides issuing tokens')
        .choices(appFeatures)
        .default(['locks']),
    )
    .option('--server-url <url>', 'address of GitHub, for GitHub Enterprise Server', defaultServerUrl);
}
