/** Reads the part of a configuration that is about the App, as `github-app create` wrote it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ActionError } from '../../base/errors.ts';
import { isRecord } from '../../base/text.ts';

export interface AppSettings {
  readonly serverUrl: string | undefined;
  readonly appId: string;
  /** From the folder of the configuration file. */
  readonly privateKeyFile: string;
  readonly webhookSecretFiles: readonly string[] | undefined;
  /** How people sign in. */
  readonly dashboard?: { readonly clientId: string; readonly clientSecretFile: string } | undefined;
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'), { logLevel: 'error' });
  } catch (cause) {
    throw new ActionError('INPUT_FILE_UNUSABLE', `Cannot read ${file}.`, { cause });
  }
}

function readDashboardSettings(dashboard: unknown, folder: string): AppSettings['dashboard'] {
  const { client_id: clientId, client_secret_file: file } = isRecord(dashboard) ? dashboard : {};
  return typeof clientId === 'string' && typeof file === 'string'
    ? { clientId, clientSecretFile: join(folder, file) }
    : undefined;
}

/** @param folder the folder of `file`, from that of the configuration file. Throws INPUT_FILE_UNUSABLE. */
export function readAppSettings(file: string, folder: string): AppSettings {
  const document = readYaml(file);
  const { github, dashboard } = isRecord(document) ? document : {};
  const {
    app_id: id,
    private_key_file: key,
    server_url: server,
    webhook_secret_files: secrets,
  } = isRecord(github) ? github : {};
  if ((typeof id !== 'number' && typeof id !== 'string') || typeof key !== 'string')
    throw new ActionError(
      'INPUT_FILE_UNUSABLE',
      `${file} has no github.app_id or no github.private_key_file.`,
      {
        hint: 'Set --app to the github-app.yaml that `atmos-pro github-app create` wrote, or use --app-id.',
      },
    );
  const files = Array.isArray(secrets) ? secrets.filter((name) => typeof name === 'string') : undefined;
  return {
    serverUrl: typeof server === 'string' ? server : undefined,
    appId: String(id),
    privateKeyFile: join(folder, key),
    webhookSecretFiles: files?.map((name) => join(folder, name)),
    dashboard: readDashboardSettings(dashboard, folder),
  };
}
