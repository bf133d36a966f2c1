/**
 * The GitHub App that the server needs, as a manifest and as the URL of GitHub's form with all fields filled in.
 * Keys as documented under "Registering a GitHub App from a manifest" and "… using URL parameters".
 */

import { unitePermissions } from '../../domain/trust-policy/permissions.ts';
import {
  type AppFeature,
  type AppPermission,
  appEvents,
  appPermissions,
  webCallbackPath,
  webhookPath,
} from '../../github/app-permissions.ts';
import type { AccountChoice } from './choices.ts';

export interface AppManifest {
  readonly name: string;
  readonly url: string;
  readonly description: string;
  readonly public: boolean;
  readonly hook_attributes: { readonly url: string; readonly active: boolean };
  readonly redirect_url: string;
  /** Where people come back to after a sign-in. */
  readonly callback_urls?: readonly string[] | undefined;
  readonly default_events: readonly string[];
  readonly default_permissions: Readonly<Record<string, string>>;
}

export interface AppManifestOptions {
  readonly name: string;
  /** Address of the server, such as `https://atmos-pro.example.com`. */
  readonly publicUrl: string;
  /** Besides issuing tokens. */
  readonly features: readonly AppFeature[];
  readonly accounts: AccountChoice;
  /** Where GitHub sends the browser once the App is created. Default: the documentation of the server. */
  readonly redirectUrl?: string | undefined;
}

/** GitHub's limit. */
export const maxAppNameLength = 34;
const appDescription =
  'Gives GitHub Actions jobs short-lived access to repositories, as their trust policies allow.';

function permissionsFor(features: readonly AppFeature[]): AppPermission[] {
  return appPermissions.filter(
    ({ feature }) => feature === undefined || feature === 'jobs' || features.includes(feature),
  );
}

/** Names of the events that the App subscribes to. */
function eventsFor(features: readonly AppFeature[]): string[] {
  return appEvents.filter(({ feature }) => features.includes(feature)).map((event) => event.name);
}

/** GitHub requires a webhook URL, also where no feature receives events. */
export function buildManifest(options: AppManifestOptions): AppManifest {
  const { name, publicUrl, features, accounts, redirectUrl = `${publicUrl}/docs` } = options;
  const events = eventsFor(features);
  return {
    name,
    url: publicUrl,
    description: appDescription,
    public: accounts === 'several',
    hook_attributes: { url: `${publicUrl}${webhookPath}`, active: events.length > 0 },
    redirect_url: redirectUrl,
    callback_urls: features.includes('dashboard') ? [`${publicUrl}${webCallbackPath}`] : undefined,
    default_events: events,
    default_permissions: unitePermissions(
      permissionsFor(features).map((permission) => ({ [permission.name]: permission.level })),
    ),
  };
}

/** Path of the Apps of an account in its settings; without `organization`, of the user's own. */
export function settingsPath(organization: string | undefined): string {
  return organization === undefined
    ? '/settings/apps'
    : `/organizations/${encodeURIComponent(organization)}/settings/apps`;
}

/** Without `organization`, the App belongs to the account of the user who opens the URL. */
export function registrationUrl(
  manifest: AppManifest,
  { serverUrl, organization }: { readonly serverUrl: string; readonly organization: string | undefined },
): string {
  const parameters = new URLSearchParams({
    name: manifest.name,
    url: manifest.url,
    description: manifest.description,
    public: String(manifest.public),
    webhook_active: String(manifest.hook_attributes.active),
    webhook_url: manifest.hook_attributes.url,
    ...manifest.default_permissions,
  });
  for (const url of manifest.callback_urls ?? []) parameters.append('callback_urls[]', url);
  for (const event of manifest.default_events) parameters.append('events[]', event);
  return `${serverUrl}${settingsPath(organization)}/new?${parameters}`;
}

/** Each permission with its reason, for the owner who must approve it. */
export function renderAppPermissions(features: readonly AppFeature[]): string {
  const lines = permissionsFor(features).map(
    ({ name, level, feature, reason }) =>
      `  ${name}: ${level}${feature === undefined ? '' : ` (for ${feature})`}\n      ${reason}`,
  );
  const events = eventsFor(features);
  const described =
    events.length === 0
      ? 'none. The server receives no webhooks.'
      : `${events.join(', ')}. They need a webhook secret, in the settings of the App and in \`github.webhook_secret_files\`.`;
  return `Permissions:\n${lines.join('\n')}\nEvents: ${described}\n`;
}
