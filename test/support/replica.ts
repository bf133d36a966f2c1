/** One server as a process of its own, that can be killed without warning and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { programFile } from '../../src/cli/program-file.ts';
import { compileCache } from './compile-cache.ts';

export interface Replica {
  /** Where it listens now; `undefined` while it does not. */
  readonly url: string | undefined;
  /** Resolves when it listens; rejects with the end of its log when it stops before. */
  start(): Promise<void>;
  /** SIGKILL: nothing is finished, nothing is closed. */
  kill(): Promise<void>;
  /** SIGSTOP and SIGCONT: it exists, and does nothing until it may continue. */
  pause(): void;
  resume(): void;
}

function readUrl(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  const { url } = JSON.parse(line) as { readonly url?: unknown };
  return typeof url === 'string' ? url : undefined;
}

/** `command`: what Node.js runs at each start; `atmos-pro serve` unless given. */
export function createReplica(
  configFile: string,
  environment: Readonly<Record<string, string>>,
  command: () => readonly string[] = () => [programFile, 'serve', '--config', configFile],
): Replica {
  let child: ChildProcess | undefined;
  let url: string | undefined;

  async function start(): Promise<void> {
    const process_ = spawn(process.execPath, command(), {
      env: { ...compileCache, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = process_;
    const tail: string[] = [];
    process_.once('exit', () => {
      if (child === process_) url = undefined;
    });
    await new Promise<void>((resolve, reject) => {
      process_.once('exit', () => reject(new Error(`a replica stopped: ${tail.join('\n')}`)));
      for (const stream of [process_.stdout, process_.stderr]) {
        createInterface({ input: stream }).on('line', (line) => {
          tail.push(line);
          if (tail.length > 5) tail.shift();
          const address = url === undefined ? readUrl(line) : undefined;
          if (address === undefined) return;
          url = address;
          resolve();
        });
      }
    });
  }

  return {
    get url() {
      return url;
    },
    start,
    async kill() {
      url = undefined;
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
    pause() {
      child?.kill('SIGSTOP');
    },
    resume() {
      child?.kill('SIGCONT');
    },
  };
}
