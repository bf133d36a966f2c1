/** Reloads the key of the GitHub App in a running server: on SIGHUP, and when the key file changes. */
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '../../base/ports.ts';
import type { AppConfig } from '../../server/config/config.ts';
import type { RunningServer } from '../../server/main.ts';

/** How often the file is read, in milliseconds. Kubernetes replaces the symlink of a mounted secret, so watching the file would miss a change. */
const keyFilePauseMs = 5_000;

export interface ReloadPorts {
  readonly server: Pick<RunningServer, 'useAppKeys'>;
  readonly logger: Logger;
  /** Reads the configuration again. Only the key of its App is used. */
  load(): Promise<AppConfig | undefined>;
}

/** If the reload fails, the server keeps its current key. */
async function reloadAppKey({ server, logger, load }: ReloadPorts, reason: string): Promise<void> {
  try {
    const app = await load();
    if (app === undefined)
      return logger.warn('GitHub App key not reloaded: no App is configured', { reason });
    server.useAppKeys(app.privateKey, app.privateKeyFile ?? 'the environment');
    logger.info('GitHub App key reloaded', { reason });
  } catch (error) {
    logger.error('GitHub App key not reloaded; the current key stays in use', { reason, error });
  }
}

function readKeyFile(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The file is being replaced. The next read finds it.
    return undefined;
  }
}

/** @param app as at the start of the server. @param signal ends the watch. */
export async function watchAppKey(ports: ReloadPorts, app: AppConfig, signal: AbortSignal): Promise<void> {
  const onHangUp = () => void reloadAppKey(ports, 'SIGHUP');
  process.on('SIGHUP', onHangUp);
  let { privateKey: known } = app;
  try {
    while (app.privateKeyFile !== undefined) {
      await wait(keyFilePauseMs, undefined, { ref: false, signal });
      const text = readKeyFile(app.privateKeyFile);
      if (text === undefined || text === known) continue;
      known = text;
      await reloadAppKey(ports, 'key file changed');
    }
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    process.off('SIGHUP', onHangUp);
  }
}
