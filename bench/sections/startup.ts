/**
 * Time from starting each bundled step to its first outgoing connection, or to its first output where it sends none, beside a bare
 * `node -e 0` and a bare `https.get`, in interleaved rounds. A loopback port stands for the runner and the servers: it notes when the
 * connection arrives and leaves it unanswered.
 */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ActionStart,
  actionStarts,
  bundledStep,
  prepareStartJob,
} from '../../test/support/action-starts.ts';
import type { Section } from '../section.ts';
import { summarize } from '../statistics.ts';

const rounds = 25;
const warmUps = 2;
/** Milliseconds over `node -e 0`. */
const limit = 70;
const bare = 'node -e 0, to its end';

async function listen(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { server, port: (server.address() as AddressInfo).port };
}

/** Milliseconds from spawning the process to its first connection or output, which also ends it. */
function timeToFirst(
  first: ActionStart['first'],
  server: Server,
  start: () => ChildProcess,
): Promise<number> {
  return new Promise((done, fail) => {
    const from = performance.now();
    const child = start();
    const arrived = (): void => {
      const elapsed = performance.now() - from;
      child.removeAllListeners('exit');
      child.once('exit', () => done(elapsed));
      child.kill('SIGKILL');
    };
    if (first === 'output') child.stdout?.once('data', arrived);
    else {
      child.stdout?.resume();
      server.once('connection', (socket) => {
        arrived();
        socket.destroy();
      });
    }
    child.once('exit', (code) => fail(new Error(`the process ended with ${code} before its first ${first}`)));
  });
}

/** Milliseconds from spawning the process to its end. */
function timeToExit(start: () => ChildProcess): Promise<number> {
  return new Promise((done) => {
    const from = performance.now();
    start().once('exit', () => done(performance.now() - from));
  });
}

async function prepareSubjects(
  directory: string,
  { server, port }: { readonly server: Server; readonly port: number },
): Promise<Readonly<Record<string, () => Promise<number>>>> {
  const job = await prepareStartJob(directory, port);
  const run = (args: readonly string[], variables: ActionStart['variables'] = {}) => {
    const env = { ...job.environment, ...variables };
    const options: SpawnOptions = { stdio: ['ignore', 'pipe', 'ignore'], env, cwd: job.workspace };
    return spawn(process.execPath, args, options);
  };
  const get = `require('node:https').get('https://127.0.0.1:${port}').on('error', () => {})`;
  const steps = actionStarts(job).map(({ step, first, variables }): [string, () => Promise<number>] => [
    `${step}, to its first ${first}`,
    () => timeToFirst(first, server, () => run([bundledStep(step)], variables)),
  ]);
  return {
    [bare]: () => timeToExit(() => run(['-e', '0'])),
    'bare https.get': () => timeToFirst('request', server, () => run(['-e', get])),
    ...Object.fromEntries(steps),
  };
}

export const startup: Section = {
  name: 'startup',
  async measure() {
    const directory = mkdtempSync(join(tmpdir(), 'bench-startup-'));
    const listening = await listen();
    const subjects = await prepareSubjects(directory, listening);
    const samples: Record<string, number[]> = {};
    for (let round = -warmUps; round < rounds; round += 1) {
      for (const [name, time] of Object.entries(subjects)) {
        const elapsed = await time();
        if (round >= 0) samples[name] = [...(samples[name] ?? []), elapsed];
      }
    }
    listening.server.close();
    rmSync(directory, { recursive: true, force: true });
    const summaries = Object.entries(samples).map(([name, sample]) => ({ name, ...summarize(sample) }));
    const base = summaries.find(({ name }) => name === bare)?.median ?? Number.NaN;
    return {
      title: 'Start of each step to its first outgoing connection or output',
      method: `${rounds} interleaved rounds after ${warmUps} warm-ups, wall time in ms, whole processes.`,
      rows: summaries.map(({ name, minimum, median, maximum }) => ({
        process: name,
        'min ms': minimum,
        'median ms': median,
        'max ms': maximum,
        'over node -e 0': median - base,
      })),
      targets: summaries
        .filter(({ name }) => name.includes(', to its first '))
        .map(({ name, median }) => ({
          what: `${name}, over node -e 0 (medians)`,
          limit,
          measured: median - base,
          unit: 'ms',
        })),
    };
  },
};
