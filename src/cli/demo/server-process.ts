/** Runs `atmos-pro serve` as a child process and waits until it listens. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ActionError } from '../../base/errors.ts';
import { isRecord } from '../../base/text.ts';
import { programFile } from '../program-file.ts';

export interface ServerProcess {
  readonly url: string;
  /** The lines that it has logged so far. */
  readonly log: readonly string[];
  stop(): Promise<void>;
}

/** The address in the log line of a server that listens. */
function readAddress(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  const entry: unknown = JSON.parse(line);
  const url = isRecord(entry) ? entry['url'] : undefined;
  return typeof url === 'string' ? url : undefined;
}

/** Rejects with `REMOTE_UNREACHABLE` and the end of the log if the server stops before it listens. */
export async function startServerProcess(
  configFile: string,
  environment: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const child: ChildProcess = spawn(process.execPath, [programFile, 'serve', '--config', configFile], {
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: string[] = [];
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    const onLine = (line: string): void => {
      log.push(line);
      const address = readAddress(line);
      if (address !== undefined) resolve(address);
    };
    for (const stream of [child.stdout, child.stderr])
      if (stream !== null) createInterface({ input: stream }).on('line', onLine);
    void ended.then(() =>
      reject(
        new ActionError(
          'REMOTE_UNREACHABLE',
          `The server stopped before it was ready: ${log.slice(-5).join(' ')}`,
        ),
      ),
    );
  });
  return {
    url,
    log,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
