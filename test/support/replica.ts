/** One server as a process of its own, that can be killed without warning and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { programFile } from '../../src/cli/program-file.ts';
import { compileCache } from './compile-cache.ts';
import { type Ending, endProgram, waitForLine } from './programs.ts';

export interface Replica {
  /** How its process last ended; `undefined` while it runs. */
  readonly end: Ending | undefined;
  /** Where it listens now; `undefined` while it does not. */
  readonly url: string | undefined;
  /** Its process exists: also one that was killed, until the system has ended it. */
  readonly isRunning: boolean;
  /**
   * Resolves when it listens. Rejects with the end of its log when it ends before, also because it was killed, and when it already runs: a
   * second process would never be killed.
   */
  start(): Promise<void>;
  /** SIGKILL: nothing is finished, nothing is closed. */
  kill(): Promise<void>;
  /** SIGTERM, and until it has ended. */
  stop(): Promise<void>;
  /** Writes a line to its standard input. */
  tell(line: string): void;
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
  let end: Ending | undefined;

  async function start(): Promise<void> {
    if (child !== undefined) throw new Error('the replica already runs');
    const started = spawn(process.execPath, command(), {
      env: { ...compileCache, ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child = started;
    end = undefined;
    // It may end before it has read what it is told.
    started.stdin.on('error', () => undefined);
    const forget = () => {
      if (child !== started) return;
      end = [started.exitCode, started.signalCode];
      child = undefined;
      url = undefined;
    };
    started.once('exit', forget).once('error', forget);
    const address = await waitForLine(started, readUrl);
    if (child === started) url = address;
  }

  return {
    get url() {
      return url;
    },
    get end() {
      return end;
    },
    get isRunning() {
      return child !== undefined;
    },
    start,
    async stop() {
      url = undefined;
      if (child !== undefined) await endProgram(child, 'SIGTERM');
    },
    tell(line) {
      child?.stdin?.write(`${line}\n`);
    },
    async kill() {
      url = undefined;
      if (child !== undefined) await endProgram(child);
    },
    pause() {
      child?.kill('SIGSTOP');
    },
    resume() {
      child?.kill('SIGCONT');
    },
  };
}
