/** `atmos-pro github-app manifest`: the manifest on standard output, the permissions and instructions on standard error. */
import { ActionError } from '../../base/errors.ts';
import type { AppFeature } from '../../github/app-permissions.ts';
import { defaultServerUrl } from '../../server/config/github-urls.ts';
import { buildManifest, maxAppNameLength, registrationUrl, renderAppPermissions } from './manifest.ts';

export interface ManifestOptions {
  readonly publicUrl: string;
  readonly name: string;
  readonly organization?: string | undefined;
  readonly serverUrl?: string | undefined;
  readonly for: readonly AppFeature[];
}

function readOrigin(text: string, option: string): string {
  if (!/^https?:\/\/[^/?#\s@]+\/?$/.test(text) || !URL.canParse(text))
    throw new ActionError(
      'INPUT_INVALID',
      `Invalid ${option}: expected an address without a path, such as https://atmos-pro.example.com, got ${JSON.stringify(text)}.`,
    );
  return text.replace(/\/$/, '');
}

export function printManifest(options: ManifestOptions): void {
  if (options.name.length > maxAppNameLength)
    throw new ActionError(
      'INPUT_INVALID',
      `Invalid --name: GitHub accepts at most ${maxAppNameLength} characters, got ${options.name.length}.`,
    );
  const manifest = buildManifest({
    name: options.name,
    publicUrl: readOrigin(options.publicUrl, '--public-url'),
    features: options.for,
  });
  const serverUrl = readOrigin(options.serverUrl ?? defaultServerUrl, '--server-url');
  process.stdout.write(`${JSON.stringify(manifest, null, 2)}\n`);
  process.stderr.write(`${renderAppPermissions(options.for)}
Add the permissions that your trust policies grant: a token never has more permissions than the App.

To create the App, open this URL and click "Create GitHub App":

${registrationUrl(manifest, { serverUrl, organization: options.organization })}

Or use the manifest with GitHub's manifest flow. Then generate a private key in the settings of the App, install the App,
and set \`github.app_id\` and \`github.private_key_file\` in the server configuration.
`);
}
