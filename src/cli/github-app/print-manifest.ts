/** `atmos-pro github-app manifest`: the manifest on standard output, the permissions and instructions on standard error. */
import { describeAccounts } from './choices.ts';
import { buildManifest, registrationUrl, renderAppPermissions } from './manifest.ts';
import { type ManifestOptions, readAppRequest } from './manifest-options.ts';

export function printManifest(options: ManifestOptions): void {
  const request = readAppRequest(options);
  const manifest = buildManifest(request);
  process.stdout.write(`${JSON.stringify(manifest, null, 2)}\n`);
  process.stderr.write(`${renderAppPermissions(request.features)}
Add the permissions that your trust policies grant: a token never has more permissions than the App.
${describeAccounts(request.accounts, request.organization)}

To create the App, open this URL and click "Create GitHub App":

${registrationUrl(manifest, request)}

Then generate a private key in the settings of the App, install the App, and set \`github.app_id\` and
\`github.private_key_file\` in the server configuration. \`atmos-pro github-app create\` does the first part by itself.
`);
}
