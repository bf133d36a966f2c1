/** Gives a running server the GitHub App's key anew: on SIGHUP, and when the file that it came from has changed. */
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '../../base/ports.ts';
import type { AppConfig } from '../../server/config/config.ts';
import type { RunningServer } from '../../server/main.ts';

/** How often the file is looked at, in milliseconds. Reading it follows the links that Kubernetes turns round. */
const keyFilePauseMs = 5_000;

export interface ReloadParts {
  readonly server: Pick<RunningServer, 'useAppKeys'>;
  readonly logger: Logger;
  /** Reads the configuration anew; its App's key alone is used. */
  load(): Promise<AppConfig | undefined>;
}

/** One reload. A failure leaves the server with what it has. */
async function reloadAppKey({ server, logger, load }: ReloadParts, reason: string): Promise<void> {
  try {
    const app = await load();
    if (app === undefined) return logger.warn('no GitHub App is configured: nothing to reload', { reason });
    server.useAppKeys(app.privateKey, app.privateKeyFile ?? 'the environment');
    logger.info('the key of the GitHub App was reloaded', { reason });
  } catch (error) {
    logger.error('the key of the GitHub App was not reloaded; the old one stays in use', { reason, error });
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Being replaced; the next look finds it.
    return undefined;
  }
}

/** Until `signal` is aborted. `app`: as the server was started. */
export async function watchAppKey(parts: ReloadParts, app: AppConfig, signal: AbortSignal): Promise<void> {
  const onHangUp = () => void reloadAppKey(parts, 'SIGHUP');
  process.on('SIGHUP', onHangUp);
  let { privateKey: known } = app;
  try {
    while (app.privateKeyFile !== undefined) {
      await wait(keyFilePauseMs, undefined, { ref: false, signal });
      const text = readText(app.privateKeyFile);
      if (text === undefined || text === known) continue;
      known = text;
      await reloadAppKey(parts, 'the file has changed');
    }
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    process.off('SIGHUP', onHangUp);
  }
}
