/** Processes around a step: the one that runs the job, and one that the step leaves running behind it. */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, parse } from 'node:path';
import { ActionError } from '../base/errors.ts';

/** Longest start of a process that is left running, in milliseconds. */
const startTimeoutMs = 20_000;

/** A process and, where the system tells, when it began, so that another one with its number is not taken for it. */
export interface ProcessMark {
  readonly pid: number;
  /** Linux only: clock ticks since boot; `''` elsewhere, where another process with the number passes for this one. */
  readonly startedAt: string;
}

/** State letter and start of a process, on Linux; undefined elsewhere and for one that is not there. */
function statOf(pid: number): { readonly state: string; readonly startedAt: string } | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    // The name in parentheses may hold anything; the state follows it, the start is the 20th field after it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startedAt: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

/** Pid 0 stands for a process outside of this container, which cannot be watched. */
function markProcess(pid: number): ProcessMark {
  return { pid, startedAt: statOf(pid)?.startedAt ?? '' };
}

/** What runs the job's steps: the runner's worker starts every step itself. */
export function markJobProcess(): ProcessMark {
  return markProcess(process.ppid);
}

export function isAlive({ pid, startedAt }: ProcessMark): boolean {
  if (pid <= 0) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Not being allowed to signal it means that it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const stat = statOf(pid);
  if (stat === undefined || startedAt === '') return true;
  // A zombie has ended; nobody has asked how.
  return stat.startedAt === startedAt && stat.state !== 'Z';
}

/**
 * Starts the entry beside that of this step (`heartbeat` for `dist/<action>/heartbeat.js`) as a process of its own that
 * outlives the step, hands it `message`, and returns its mark once it has answered. It inherits the environment, with the
 * runner's RUNNER_TRACKING_ID, by which the runner ends at the end of the job what is left of it. Nothing is put into its
 * arguments. Detached: on Windows a child ends with its parent otherwise, and hears what is pressed in its console.
 */
export function leaveRunning(entry: string, message: object): Promise<ProcessMark> {
  const file = join(dirname(process.argv[1] ?? ''), `${entry}.js`);
  // At the root: on Windows nobody can remove the directory that a process is in, and the job's is the job's.
  const cwd = parse(file).root;
  const child = fork(file, [], { detached: true, windowsHide: true, cwd, stdio: 'ignore', execArgv: [] });
  return new Promise((resolve, reject) => {
    const fail = (reason: string, cause?: unknown): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(
        new ActionError('INTERNAL', `The background process ${entry} did not start: ${reason}.`, { cause }),
      );
    };
    const timer = setTimeout(() => fail('no answer in time'), startTimeoutMs);
    child.once('error', (error) => fail(error.message, error));
    child.once('exit', (code) => fail(`it ended with ${code}`));
    child.once('message', () => {
      clearTimeout(timer);
      child.removeAllListeners();
      if (child.connected) child.disconnect();
      child.unref();
      resolve(markProcess(child.pid ?? 0));
    });
    child.send(message);
  });
}

/** In the process that was left running: what it was started with. Answers, and lets go of its parent. */
export function receiveStart(): Promise<unknown> {
  return new Promise((resolve) => {
    process.once('message', (message) => {
      process.send?.('started', () => {
        if (process.connected) process.disconnect();
        resolve(message);
      });
    });
  });
}

/** Ends it at once; one that is gone already is fine. */
export function endProcess(mark: ProcessMark): void {
  if (mark.pid <= 0 || !isAlive(mark)) return;
  try {
    process.kill(mark.pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}
