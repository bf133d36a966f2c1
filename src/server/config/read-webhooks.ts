/** Destinations of the audit from the configuration file, with the secrets that it names files for. */
import type { WebhookDestination } from '../../domain/audit/destination.ts';
import type { ServerConfigDocument } from '../../schema/generated/server-config.cjs';
import { minSecretLength, readSecretFile, type SecretFiles } from './secret-files.ts';

type Entry = NonNullable<ServerConfigDocument['audit_webhooks']>[number];

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** @throws ActionError `INPUT_CONFIG_INVALID` for a secret that cannot be used; it is never quoted. */
export function readWebhooks(entries: readonly Entry[], files: SecretFiles): readonly WebhookDestination[] {
  return entries.map((entry) => ({
    name: entry.name,
    url: entry.url,
    format: entry.format ?? 'cloudevents',
    secrets: (entry.secret_files ?? []).map((path) => readSecretFile(path, minSecretLength, files)),
    headers: lowerCase({
      ...entry.headers,
      ...Object.fromEntries(
        Object.entries(entry.header_files ?? {}).map(([name, path]) => [
          name,
          readSecretFile(path, 1, files),
        ]),
      ),
    }),
    workspaces: entry.workspaces,
    events: entry.events,
    allowPrivateNetwork: entry.allow_private_network ?? false,
  }));
}
