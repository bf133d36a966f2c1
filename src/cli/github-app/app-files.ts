/** The files that `github-app create` writes. They exist before GitHub is asked, because GitHub hands out the secrets once. */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { ActionError, systemErrorCode } from '../../base/errors.ts';
import type { RegisteredApp } from '../../github/app-manifest.ts';
import { defaultServerUrl } from '../../server/config/github-urls.ts';

/** Names in the directory. `config init` reads the last one. */
export const appFileNames = {
  key: 'app.pem',
  webhookSecret: 'webhook-secret',
  clientSecret: 'client-secret',
  settings: 'github-app.yaml',
} as const;

type AppFile = keyof typeof appFileNames;
const appFiles: readonly AppFile[] = ['key', 'webhookSecret', 'clientSecret', 'settings'];

interface KeptSettings {
  readonly serverUrl: string;
  /** Whether people sign in with the App. */
  readonly hasDashboard: boolean;
}

export interface AppFiles extends Disposable {
  /** Writes the secrets and the settings, and returns the names of the files. Afterwards they are kept. */
  keep(app: RegisteredApp, kept: KeptSettings): readonly string[];
}

function renderSettings(
  { id, slug, owner, webhookSecret, clientId }: RegisteredApp,
  { serverUrl, hasDashboard }: KeptSettings,
): string {
  const github = {
    server_url: serverUrl === defaultServerUrl ? undefined : serverUrl,
    app_id: id,
    private_key_file: appFileNames.key,
    webhook_secret_files: webhookSecret === undefined ? undefined : [appFileNames.webhookSecret],
  };
  const dashboard = hasDashboard
    ? { client_id: clientId, client_secret_file: appFileNames.clientSecret }
    : undefined;
  return `# The GitHub App ${slug} of ${owner}. \`atmos-pro config init\` copies this into the configuration file.\n${stringify({ github, dashboard })}`;
}

/** Creates the files, empty, for this user alone. Throws INPUT_FILE_UNUSABLE if one exists. Disposing removes what was not kept. */
export function reserveAppFiles(directory: string): AppFiles {
  const open = new Map<AppFile, number>();
  const pathOf = (file: AppFile) => join(directory, appFileNames[file]);
  const remove = (file: AppFile) => {
    const descriptor = open.get(file);
    if (descriptor === undefined) return;
    open.delete(file);
    closeSync(descriptor);
    rmSync(pathOf(file), { force: true });
  };
  const removeAll = () => [...open.keys()].forEach(remove);
  for (const file of appFiles) {
    try {
      open.set(file, openSync(pathOf(file), 'wx', 0o600));
    } catch (cause) {
      removeAll();
      const exists = systemErrorCode(cause) === 'EEXIST';
      throw new ActionError(
        'INPUT_FILE_UNUSABLE',
        exists ? `${pathOf(file)} already exists and was not changed.` : `Cannot write ${pathOf(file)}.`,
        { hint: 'Choose another --directory.', cause: exists ? undefined : cause },
      );
    }
  }
  return {
    keep(app, kept) {
      const texts: Record<AppFile, string | undefined> = {
        key: app.privateKey,
        webhookSecret: app.webhookSecret && `${app.webhookSecret}\n`,
        clientSecret: kept.hasDashboard ? `${app.clientSecret}\n` : undefined,
        settings: renderSettings(app, kept),
      };
      const written: string[] = [];
      for (const [file, descriptor] of [...open]) {
        const text = texts[file];
        if (text === undefined) {
          remove(file);
          continue;
        }
        writeSync(descriptor, text);
        closeSync(descriptor);
        open.delete(file);
        written.push(pathOf(file));
      }
      return written;
    },
    [Symbol.dispose]: removeAll,
  };
}
