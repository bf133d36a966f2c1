/** Destinations of the audit from the configuration file, with the secrets that it names files for. */
import { dirname, resolve } from 'node:path';
import { ActionError } from '../../base/errors.ts';
import type { WebhookDestination } from '../../domain/audit/destination.ts';
import type { ServerConfigDocument } from '../../schema/generated/server-config.cjs';

type Entry = NonNullable<ServerConfigDocument['audit_webhooks']>[number];

export interface SecretFiles {
  /** Path of the configuration file: relative paths in it start from its folder. */
  readonly file: string;
  readFile(path: string): string;
}

/** Shortest secret of a signature, in characters: 128 bits in hexadecimal. */
const minSecretLength = 32;
/** Longest secret, in characters. */
const maxSecretLength = 4_096;

function readSecret(path: string, minLength: number, files: SecretFiles): string {
  const problem = (message: string, cause?: unknown) =>
    new ActionError('INPUT_CONFIG_INVALID', `${files.file}: the secret file ${path} ${message}.`, {
      hint: 'Write the secret on one line and nothing else into the file.',
      cause,
    });
  let secret: string;
  try {
    secret = files.readFile(resolve(dirname(files.file), path)).trim();
  } catch (cause) {
    throw problem('cannot be read', cause);
  }
  if (!/^[\x21-\x7e]+$/.test(secret)) throw problem('is empty, or holds blanks or characters beyond ASCII');
  if (secret.length < minLength) throw problem(`is shorter than ${minLength} characters`);
  if (secret.length > maxSecretLength) throw problem(`is longer than ${maxSecretLength} characters`);
  return secret;
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** @throws ActionError `INPUT_CONFIG_INVALID` for a secret that cannot be used; it is never quoted. */
export function readWebhooks(entries: readonly Entry[], files: SecretFiles): readonly WebhookDestination[] {
  return entries.map((entry) => ({
    name: entry.name,
    url: entry.url,
    format: entry.format ?? 'cloudevents',
    secrets: (entry.secret_files ?? []).map((path) => readSecret(path, minSecretLength, files)),
    headers: lowerCase({
      ...entry.headers,
      ...Object.fromEntries(
        Object.entries(entry.header_files ?? {}).map(([name, path]) => [name, readSecret(path, 1, files)]),
      ),
    }),
    workspaces: entry.workspaces,
    events: entry.events,
    allowPrivateNetwork: entry.allow_private_network ?? false,
  }));
}
