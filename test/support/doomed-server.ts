/** A server in a process of its own, on the configuration of a server of this process: to be killed, or told to stop. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ServerConfig } from '../../src/server/config/config.ts';
import { compileCache } from './compile-cache.ts';
import { type Ending, endProgram, waitForLine } from './programs.ts';

const program = fileURLToPath(new URL('./server-process.ts', import.meta.url));

export interface DoomedServer {
  readonly url: string;
  /** Resolves with code and signal once the process has ended. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<Ending>;
}

/**
 * `command`: what Node.js runs; it prints its address, or a line of log with it. `tokenKey`: the server stores the tokens of jobs encrypted
 * with it.
 */
export async function startDoomedServer(
  config: ServerConfig,
  {
    command = [program, JSON.stringify(config)],
    tokenKey,
  }: { readonly command?: readonly string[]; readonly tokenKey?: string } = {},
): Promise<DoomedServer> {
  const child = spawn(process.execPath, command, {
    env: {
      PATH: process.env['PATH'] ?? '',
      ...compileCache,
      ...(tokenKey === undefined ? {} : { ATMOS_PRO_TOKEN_ENCRYPTION_KEY: tokenKey }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await waitForLine(child, (line) => /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0]);
  return { url, end: (signal) => endProgram(child, signal) };
}
