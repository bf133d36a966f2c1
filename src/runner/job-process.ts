/** Processes around a step: the one that runs the job, and a background process that outlives the step. */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, parse } from 'node:path';
import { ActionError, systemErrorCode } from '../base/errors.ts';

/** Variable of a background process by which it is known: only the process that was started for a folder has its path. */
const folderVariable = 'ATMOS_PRO_LOCK_FOLDER';
/** Longest start of a background process, in milliseconds. */
const startTimeoutMs = 20_000;

/** A process and, on Linux, its start time, so that a later process with the same ID is not mistaken for it. */
export interface ProcessMark {
  readonly pid: number;
  /** Clock ticks since boot, on Linux. `''` elsewhere, where a later process with the same ID counts as this one. */
  readonly startedAt: string;
}

/** State letter and start of a process, on Linux. `undefined` elsewhere, and if there is no such process. */
function statOf(pid: number): { readonly state: string; readonly startedAt: string } | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    // The name in parentheses may contain anything. The state follows it; the start is the 20th field after it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startedAt: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

/** PID 0 is a process outside of this container, which cannot be watched. */
function markProcess(pid: number): ProcessMark {
  return { pid, startedAt: statOf(pid)?.startedAt ?? '' };
}

/** The process that runs the job: the worker of the runner is the parent of every step. */
export function markJobProcess(): ProcessMark {
  return markProcess(process.ppid);
}

export function isAlive({ pid, startedAt }: ProcessMark): boolean {
  if (pid <= 0) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process exists, but belongs to another user.
    return systemErrorCode(error) === 'EPERM';
  }
  const stat = statOf(pid);
  if (stat === undefined || startedAt === '') return true;
  // A zombie has ended; its parent has not read its exit code.
  return stat.startedAt === startedAt && stat.state !== 'Z';
}

/**
 * Starts an entry of this action (`heartbeat` for `dist/<action>/heartbeat.js`) as a process that outlives the step, sends it
 * `message`, and returns its mark after it has answered. It inherits the environment, including RUNNER_TRACKING_ID, by which the runner
 * kills what is left at the end of the job. Its arguments are empty: other processes can read them. Detached: otherwise, on Windows, it
 * would end with its parent and receive the console's Ctrl+C.
 */
export function leaveRunning(entry: string, message: object, folder: string): Promise<ProcessMark> {
  const file = join(dirname(process.argv[1] ?? ''), `${entry}.js`);
  // At the root: on Windows the working directory of a process cannot be removed, and the job may remove its own.
  const cwd = parse(file).root;
  const env = { ...process.env, [folderVariable]: folder };
  const child = fork(file, [], {
    detached: true,
    windowsHide: true,
    cwd,
    env,
    stdio: 'ignore',
    execArgv: [],
  });
  return new Promise((resolve, reject) => {
    const fail = (reason: string, cause?: unknown): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(
        new ActionError('INTERNAL', `The background process ${entry} did not start: ${reason}.`, { cause }),
      );
    };
    const timer = setTimeout(() => fail(`no answer within ${startTimeoutMs / 1_000} s`), startTimeoutMs);
    child.once('error', (error) => fail(error.message, error));
    child.once('exit', (code) => fail(`it exited with code ${code}`));
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

/** In the background process: the message that it was started with. Answers, and disconnects from its parent. */
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

/**
 * Whether the process was started for `folder`, on Linux: by its start and by a variable that only that process has. Elsewhere nothing
 * proves it. A file that names a process is not proof: another program of the job can write it.
 */
function isProven({ pid, startedAt }: ProcessMark, folder: string): boolean {
  if (pid <= 1 || startedAt === '' || statOf(pid)?.startedAt !== startedAt) return false;
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return variables.includes(`${folderVariable}=${folder}`);
  } catch {
    return false;
  }
}

/** Whether the background process of `folder` may still be running. */
export function mayRun(mark: ProcessMark, folder: string): boolean {
  return isAlive(mark) && (process.platform !== 'linux' || isProven(mark, folder));
}

/** Kills the background process of `folder`, if it is proven to be that. It is not an error if it has ended. */
export function endProcess(mark: ProcessMark, folder: string): void {
  if (!isAlive(mark) || !isProven(mark, folder)) return;
  try {
    process.kill(mark.pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}
