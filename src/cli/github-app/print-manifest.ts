/** `atmos-pro github-app manifest`: the manifest on standard output, its reasons and how to use it on standard error. */
import { ActionError } from '../../base/errors.ts';
import type { AppFeature } from '../../github/app-permissions.ts';
import { defaultServerUrl } from '../../server/config/github-urls.ts';
import { buildManifest, maxAppNameLength, registrationUrl, renderPermissions } from './manifest.ts';

export interface ManifestOptions {
  readonly publicUrl: string;
  readonly name: string;
  readonly organization?: string;
  readonly serverUrl?: string;
  readonly for: readonly AppFeature[];
}

function readUrl(text: string, option: string): string {
  if (!/^https?:\/\/[^/?#\s@]+\/?$/.test(text) || !URL.canParse(text))
    throw new ActionError(
      'INPUT_INVALID',
      `${option} takes an address without a path, such as https://atmos-pro.example.com.`,
    );
  return text.replace(/\/$/, '');
}

export function printManifest(options: ManifestOptions): void {
  if (options.name.length > maxAppNameLength)
    throw new ActionError('INPUT_INVALID', `GitHub takes names of at most ${maxAppNameLength} characters.`);
  const manifest = buildManifest({
    name: options.name,
    publicUrl: readUrl(options.publicUrl, '--public-url'),
    features: options.for,
  });
  const serverUrl = readUrl(options.serverUrl ?? defaultServerUrl, '--server-url');
  process.stdout.write(`${JSON.stringify(manifest, null, 2)}\n`);
  process.stderr.write(`${renderPermissions(options.for)}
Add what your trust policies are to grant beyond that: a minted token never exceeds the App.

Either open this address, which has all of it filled in, and press "Create GitHub App":

${registrationUrl(manifest, { serverUrl, organization: options.organization })}

or send the manifest through GitHub's manifest flow. Then generate a private key in the App's settings, install the App, and
put its id and key where the configuration says.
`);
}
