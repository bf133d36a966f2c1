/** Programs that tests start: what they print once they are ready, and their end. Each wait ends, and says what it was for. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { patience } from './patience.ts';

/** Longest start and longest end of a program, in milliseconds. */
const limitMs = patience(20_000);
/** Lines of the output that an error shows. */
const shownLines = 10;

export type Ending = readonly [code: number | null, signal: NodeJS.Signals | null];

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/**
 * What `read` finds in a line of the output. Rejects with the last lines when the program ends before, cannot be started, or says nothing
 * of the kind in time; it is killed then.
 */
export function waitForLine<Found>(
  child: ChildProcess,
  read: (line: string) => Found | undefined,
): Promise<Found> {
  const { promise, resolve, reject } = Promise.withResolvers<Found>();
  const tail: string[] = [];
  let isFound = false;
  const fail = (problem: string) =>
    reject(new Error(`${child.spawnargs.join(' ').slice(0, 200)} ${problem}:\n${tail.join('\n')}`));
  const onExit = (code: number | null, signal: string | null) =>
    fail(`ended with ${code ?? signal} before it was ready`);
  const timer = setTimeout(() => {
    child.kill('SIGKILL');
    fail(`was not ready within ${limitMs} ms`);
  }, limitMs);
  child.once('exit', onExit);
  child.once('error', ({ message }) => fail(`cannot be started: ${message}`));
  if (hasEnded(child)) onExit(child.exitCode, child.signalCode);
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      tail.push(line);
      if (tail.length > shownLines) tail.shift();
      // What it prints later is read too, so that it is never stuck at a full pipe.
      const found = isFound ? undefined : read(line);
      if (found === undefined) return;
      isFound = true;
      resolve(found);
    });
  }
  return promise.finally(() => {
    clearTimeout(timer);
    child.off('exit', onExit);
  });
}

/** Sends the signal to a program that may have ended already, and waits for its end. */
export async function endProgram(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<Ending> {
  if (child.pid === undefined || hasEnded(child)) return [child.exitCode, child.signalCode];
  const over = once(child, 'exit', { signal: AbortSignal.timeout(limitMs) });
  child.kill(signal);
  try {
    await over;
  } catch (cause) {
    child.kill('SIGKILL');
    throw new Error(`process ${child.pid} did not end within ${limitMs} ms of ${signal}`, { cause });
  }
  return [child.exitCode, child.signalCode];
}
