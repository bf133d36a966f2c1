/** Holders of locks as processes of their own, so that they can be stopped in the middle of whatever they do. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Operation } from '../history.ts';
import type { JobsTask } from './jobs.ts';

const jobsFile = fileURLToPath(new URL('./jobs.ts', import.meta.url));

export interface Holders {
  readonly history: Promise<readonly Operation[]>;
  /** SIGSTOP and SIGCONT. */
  pause(): void;
  resume(): void;
  /** Lets them end what is under way. */
  finish(): void;
  kill(): void;
}

export function startHolders(task: JobsTask): Holders {
  const child = spawn(process.execPath, [jobsFile, JSON.stringify(task)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  async function read(): Promise<readonly Operation[]> {
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    if (code !== 0) throw new Error(`jobs ended with ${code}`);
    return JSON.parse(output) as Operation[];
  }
  return {
    history: read(),
    pause: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
    finish: () => child.stdin.end(),
    kill: () => child.kill('SIGKILL'),
  };
}
