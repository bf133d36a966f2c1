/** `atmos-pro serve`: runs the server until SIGTERM or SIGINT. SIGHUP reloads the key of the GitHub App. */
import { setGlobalProxyFromEnv } from 'node:http';
import { Command, Option } from 'commander';
import { drainTimeoutMs } from '../../server/http/limits.ts';
import { createLog, loggerPort } from '../../server/http/logging.ts';
import { startServer } from '../../server/main.ts';
import { defaultConfigFile } from '../default-config-file.ts';
import { addExamples } from '../examples.ts';
import type { OutputFormat } from '../format-option.ts';
import { loadServerConfig } from '../load-server-config.ts';
import { waitForEndSignal } from '../signals.ts';
import { hasColors } from '../terminal.ts';
import { createPrettyLog } from './pretty-log.ts';
import { watchAppKey } from './reload-app-key.ts';

/** When the process ends after a signal, whatever is still open, in milliseconds. */
const exitTimeoutMs = drainTimeoutMs - 200;

interface ServeOptions {
  readonly config: string;
  readonly format?: OutputFormat | undefined;
}

async function runServe(options: ServeOptions): Promise<void> {
  const { config, environment } = await loadServerConfig(options.config, process.env);
  // HTTPS_PROXY, HTTP_PROXY and NO_PROXY for all outgoing requests.
  setGlobalProxyFromEnv();
  const format = options.format ?? (process.stdout.isTTY ? 'text' : 'json');
  const destination = format === 'text' ? createPrettyLog(hasColors()) : undefined;
  const log = createLog({ level: environment.ATMOS_PRO_LOG_LEVEL ?? 'info', destination });
  const server = await startServer(config, { log });
  const stopping = new AbortController();
  const { app } = config.github;
  if (app !== undefined) {
    const load = async () => (await loadServerConfig(options.config, process.env)).config.github.app;
    void watchAppKey({ server, logger: loggerPort(log), load }, app, stopping.signal);
  }
  const signal = await waitForEndSignal();
  stopping.abort();
  log.info({ signal }, 'stopping');
  // Fires only if something keeps the process alive.
  setTimeout(() => process.exit(1), exitTimeoutMs).unref();
  await server.stop();
}

export function serveCommand(): Command {
  const command = new Command('serve')
    .description(
      'Run the Atmos Pro server until SIGTERM or SIGINT. SIGHUP reloads the key of the GitHub App.',
    )
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .addOption(
      new Option(
        '--format <format>',
        'format of the log (default: text on a terminal, otherwise JSON)',
      ).choices(['text', 'json']),
    )
    .action(runServe);
  return addExamples(
    command,
    'atmos-pro serve',
    'atmos-pro serve --config /etc/atmos-pro/atmos-pro.yaml --format json',
  );
}
