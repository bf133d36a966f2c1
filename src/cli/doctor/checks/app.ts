/** Checks the GitHub App: its key, its permissions and its installations. */

import type { AppFeature } from '../../../github/app-permissions.ts';
import type { GitHubClient } from '../../../github/client.ts';
import type { GitHubFailure } from '../../../github/failure.ts';
import { type Installation, listInstallations } from '../../../github/installations.ts';
import {
  describeMissingPermission,
  findMissingPermissions,
  type HeldPermissions,
} from '../../../github/missing-permissions.ts';
import type { ServerConfig } from '../../../server/config/config.ts';
import { featuresOf } from '../../../server/config/used-features.ts';
import { type DoctorResult, fail, pass, warn } from '../check.ts';
import type { NamedApp } from './app-visibility.ts';

type Features = ReadonlySet<AppFeature | string>;

function describeMissing(
  id: 'app-permission' | 'installation-permission',
  { held, used }: { readonly held: HeldPermissions; readonly used: Features },
  { owner, advice }: { readonly owner: string; readonly advice?: string },
): DoctorResult[] {
  return findMissingPermissions(held, used).map((permission) => {
    const message = describeMissingPermission(permission, owner);
    return permission.required ? fail(id, message, advice) : warn(id, message, advice);
  });
}

export interface AppReport {
  /** `undefined` if GitHub did not say. */
  readonly app: NamedApp | undefined;
  readonly findings: readonly DoctorResult[];
}

export async function checkApp(client: GitHubClient, used: Features): Promise<AppReport> {
  const { data } = await client.asApp((send, request) => send('GET /app', { request }));
  if (data === null) {
    const findings = [fail('app-unasked', 'GitHub did not say which App the key belongs to.')];
    return { app: undefined, findings };
  }
  const { slug = String(data.id), owner } = data;
  const access = { held: data.permissions, used };
  return {
    app: { slug, id: data.id, owner: 'login' in owner ? owner.login : owner.slug, events: data.events },
    findings: [
      pass(`The key belongs to the App ${slug} (id ${data.id}).`),
      ...describeMissing('app-permission', access, { owner: `The App ${slug}` }),
    ],
  };
}

export function describeAppFailure(error: GitHubFailure): DoctorResult {
  if (error.kind === 'unauthorized')
    return fail('app-key-refused', `GitHub rejects the id and key of the App: ${error.message}`);
  if (error.kind === 'not-found')
    return fail('app-not-found', `No App with this id exists on GitHub: ${error.message}`);
  return fail('app-unasked', `GitHub did not answer a request about the App: ${error.message}`, error.hint);
}

export async function checkInstallations(
  client: GitHubClient,
  config: Pick<ServerConfig, 'workspaces'>,
): Promise<{ readonly installations: readonly Installation[]; readonly findings: readonly DoctorResult[] }> {
  const installations = await listInstallations({ client });
  if (installations.length === 0) {
    const findings = [fail('installation-none', 'The App is not installed on any account.')];
    return { installations, findings };
  }
  const findings = installations.flatMap((installation) => {
    const { owner, suspended, selection, permissions } = installation;
    if (suspended) {
      const message = `The installation on ${owner} is suspended: the server can neither read its repositories nor issue tokens for them.`;
      return [fail('installation-suspended', message)];
    }
    return [
      pass(`Installed on ${owner}, ${selection === 'all' ? 'all repositories' : 'selected repositories'}.`),
      ...describeMissing(
        'installation-permission',
        // An account with source repositories only does not need what jobs of other accounts use.
        { held: permissions, used: featuresOf(config, owner) },
        {
          owner: `The installation on ${owner}`,
          advice: `Ask an owner of ${owner} to accept the new permissions of the App in the settings of the account.`,
        },
      ),
    ];
  });
  return { installations, findings };
}
