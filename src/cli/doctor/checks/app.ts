/** The GitHub App: its key, what it may do, and where it is installed. */

import { accessLevels } from '../../../domain/trust-policy/permissions.ts';
import { type AppFeature, type AppPermission, appPermissions } from '../../../github/app-permissions.ts';
import type { GitHubClient } from '../../../github/client.ts';
import type { GitHubFailure } from '../../../github/failure.ts';
import { type Installation, listInstallations } from '../../../github/installations.ts';
import type { ServerConfig } from '../../../server/config/config.ts';
import { type Finding, fail, ok, warn } from '../check.ts';

type Held = Readonly<Record<string, string | undefined>>;

function lacks(held: Held, { name, level }: AppPermission): boolean {
  const rising: readonly (string | undefined)[] = accessLevels;
  return rising.indexOf(held[name]) < rising.indexOf(level);
}

/** What the rows of the configuration let jobs do, by name of the feature; only jobs of the account's repositories if one is named. */
export function featuresOf(
  { workspaces }: Pick<ServerConfig, 'workspaces'>,
  account?: string,
): ReadonlySet<string> {
  const isMeant = (name: string) =>
    account === undefined || name.toLowerCase().startsWith(`${account.toLowerCase()}/`);
  const rows = workspaces.flatMap(({ repositories }) =>
    repositories.filter(({ name }) => isMeant(name)).flatMap(({ permissions }) => permissions),
  );
  return new Set(rows.map(({ permission }) => permission.split(':')[1] ?? ''));
}

type Features = ReadonlySet<AppFeature | string>;

function describeMissing(
  id: 'app-permission' | 'installation-permission',
  { held, used }: { readonly held: Held; readonly used: Features },
  whose: string,
  advice: string,
): Finding[] {
  return appPermissions
    .filter(({ feature }) => feature === undefined || used.has(feature))
    .filter((permission) => lacks(held, permission))
    .map(({ name, level, required, reason }) => {
      const message = `${whose} lacks the permission \`${name}: ${level}\`. ${reason}`;
      return required ? fail(id, message, advice) : warn(id, message, advice);
    });
}

export async function checkApp(client: GitHubClient, used: Features): Promise<Finding[]> {
  const { data } = await client.asApp((send, request) => send('GET /app', { request }));
  if (data === null)
    return [
      fail('app-unasked', 'GitHub did not say which App this is.', 'Try again; report it if it stays so.'),
    ];
  const missing = describeMissing(
    'app-permission',
    { held: data.permissions, used },
    `The App ${data.slug}`,
    `Add it under "Permissions & events" of the App's settings; every account has to accept the change afterwards.`,
  );
  return [ok(`The key is that of the App ${data.slug} (id ${data.id}).`), ...missing];
}

/** Words for why the App could not be asked. */
export function describeAppFailure(error: GitHubFailure): Finding {
  if (error.kind === 'unauthorized')
    return fail(
      'app-key-refused',
      `GitHub does not accept the App's id and key: ${error.message}`,
      'The key must be one that the App’s settings list, `github.app_id` the id beside it, and the clock right.',
    );
  if (error.kind === 'not-found')
    return fail(
      'app-not-found',
      `GitHub knows no App of this id: ${error.message}`,
      'Check `github.app_id`, and that `github.server_url` is where the App lives.',
    );
  return fail(
    'app-unasked',
    `GitHub could not be asked about the App: ${error.message}`,
    error.hint ?? 'Try again later.',
  );
}

export async function checkInstallations(
  client: GitHubClient,
  config: Pick<ServerConfig, 'workspaces'>,
): Promise<{ readonly installations: readonly Installation[]; readonly findings: readonly Finding[] }> {
  const installations = await listInstallations(client);
  const findings = installations.flatMap((installation) => {
    const { owner, suspended, selection, permissions } = installation;
    if (suspended)
      return [
        fail(
          'installation-suspended',
          `The installation on ${owner} is suspended: nothing is read or minted there.`,
          'Its owner can lift the suspension in the settings of the account.',
        ),
      ];
    const missing = describeMissing(
      'installation-permission',
      // An account that is only read needs nothing of what jobs of others may do.
      { held: permissions, used: featuresOf(config, owner) },
      `The installation on ${owner}`,
      `An owner of ${owner} has to accept the App's new permissions in the settings of the account.`,
    );
    return [
      ok(`Installed on ${owner}, ${selection === 'all' ? 'all repositories' : 'selected repositories'}.`),
      ...missing,
    ];
  });
  if (installations.length === 0)
    findings.push(
      fail(
        'installation-none',
        'The App is installed nowhere.',
        'Install it on the accounts whose repositories call or are read.',
      ),
    );
  return { installations, findings };
}
