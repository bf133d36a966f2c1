/** An App and its installations as REST shows them. */

import type { components } from '@octokit/openapi-types';
import { toTimestamp } from '../../base/text.ts';
import type { App, SimulatedInstallation, World } from '../world/world.ts';
import { showAccount } from './account.ts';
import { nodeIdOf } from './node-id.ts';

/** Times without fractions of a second, as GitHub writes them. */
export function showTime(milliseconds: number): string {
  return toTimestamp(milliseconds);
}

export function showApp(world: World, app: App): components['schemas']['integration'] {
  const owner = world.accounts.get(app.ownerId);
  if (owner === undefined) throw new Error(`App ${app.slug} has no owner in this world.`);
  const installations = [...world.installations.values()].filter(({ appId }) => appId === app.id);
  return {
    id: app.id,
    slug: app.slug,
    client_id: app.clientId,
    node_id: nodeIdOf('App', app.id),
    owner: showAccount(world, owner),
    name: app.name,
    description: null,
    external_url: `${world.urls.server}/${owner.login}`,
    html_url: `${world.urls.server}/apps/${app.slug}`,
    created_at: showTime(app.createdAt),
    updated_at: showTime(app.createdAt),
    permissions: app.permissions,
    events: [...app.events],
    installations_count: installations.length,
  };
}

/** The answer that carries the secrets of an App, once. */
export function showConversion(
  world: World,
  { app, clientSecret }: { readonly app: App; readonly clientSecret: string },
): object {
  return {
    ...showApp(world, app),
    client_id: app.clientId,
    client_secret: clientSecret,
    webhook_secret: app.webhook?.secret ?? null,
    pem: app.privateKey,
  };
}

export function showInstallation(
  world: World,
  installation: SimulatedInstallation,
): components['schemas']['installation'] {
  const app = world.apps.get(installation.appId);
  const account = world.accounts.get(installation.accountId);
  if (app === undefined || account === undefined) {
    throw new Error(`Installation ${installation.id} has no App or account in this world.`);
  }
  const { api, server } = world.urls;
  const settings = account.type === 'Organization' ? `/organizations/${account.login}/settings` : '/settings';
  return {
    id: installation.id,
    account: showAccount(world, account),
    repository_selection: installation.selection,
    access_tokens_url: `${api}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${api}/installation/repositories`,
    html_url: `${server}${settings}/installations/${installation.id}`,
    app_id: app.id,
    client_id: app.clientId,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    // Names are checked when a seed is read and when a token is requested.
    permissions: installation.permissions as components['schemas']['app-permissions'],
    events: [...app.events],
    created_at: showTime(installation.createdAt),
    updated_at: showTime(installation.createdAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: installation.suspendedAt === undefined ? null : showAccount(world, account),
    suspended_at: installation.suspendedAt === undefined ? null : showTime(installation.suspendedAt),
  };
}
