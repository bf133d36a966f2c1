/** A server in a process of its own, on the configuration of a server of this process: to be killed, or told to stop. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ServerConfig } from '../../src/server/config/config.ts';
import { compileCache } from './compile-cache.ts';

const program = fileURLToPath(new URL('./server-process.ts', import.meta.url));

export interface DoomedServer {
  readonly url: string;
  /** Resolves with code and signal once the process has ended. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<readonly [code: number | null, signal: string | null]>;
}

/** `command`: what Node.js runs; it prints its address, or a line of log with it. */
export async function startDoomedServer(
  config: ServerConfig,
  command: readonly string[] = [program, JSON.stringify(config)],
): Promise<DoomedServer> {
  const child: ChildProcess = spawn(process.execPath, command, {
    env: { PATH: process.env['PATH'] ?? '', ...compileCache },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
  const url = await new Promise<string>((resolve, reject) => {
    void exited.then(([code]) => reject(new Error(`the server ended with ${code}`)));
    createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (found !== undefined) resolve(found);
    });
  });
  return {
    url,
    end(signal) {
      child.kill(signal);
      return exited;
    },
  };
}
