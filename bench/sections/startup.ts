/**
 * Time from starting the bundled setup-sts step to its first outgoing request, beside a bare `node -e 0` and a bare
 * `https.get`, in interleaved rounds. The first request of the step is the one for the ID token: a loopback TLS server
 * notes when the connection arrives and leaves it unanswered.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Section } from '../section.ts';
import { summarize } from '../statistics.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const rounds = 25;
const warmUps = 2;

async function listen(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { server, port: (server.address() as AddressInfo).port };
}

/** Milliseconds from spawning the process to its first connection, which also ends it. */
function timeToConnection(server: Server, start: () => ChildProcess): Promise<number> {
  return new Promise((done, fail) => {
    const from = performance.now();
    const child = start();
    server.once('connection', (socket) => {
      const elapsed = performance.now() - from;
      child.removeAllListeners('exit');
      child.once('exit', () => done(elapsed));
      socket.destroy();
      child.kill('SIGKILL');
    });
    child.once('exit', (code) => fail(new Error(`the process ended with ${code} before it connected`)));
  });
}

/** Milliseconds from spawning the process to its end. */
function timeToExit(start: () => ChildProcess): Promise<number> {
  return new Promise((done) => {
    const from = performance.now();
    start().once('exit', () => done(performance.now() - from));
  });
}

function stepEnvironment(directory: string, port: number): Record<string, string> {
  const file = (name: string): string => {
    const path = join(directory, name);
    writeFileSync(path, '');
    return path;
  };
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: directory,
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: directory,
    RUNNER_TEMP: directory,
    GITHUB_REPOSITORY: 'acme/infra',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_ENV: file('env'),
    GITHUB_OUTPUT: file('output'),
    GITHUB_STATE: file('state'),
    GITHUB_STEP_SUMMARY: file('summary'),
    ACTIONS_ID_TOKEN_REQUEST_URL: `https://127.0.0.1:${port}/token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token',
    'INPUT_WORKSPACE-ID': 'ws_bench',
    'INPUT_BASE-URL': `https://127.0.0.1:${port}`,
  };
}

export const startup: Section = {
  name: 'startup',
  async measure() {
    const directory = mkdtempSync(join(tmpdir(), 'bench-startup-'));
    const { server, port } = await listen();
    const options = { stdio: 'ignore', env: stepEnvironment(directory, port), cwd: directory } as const;
    const node = process.execPath;
    const get = `require('node:https').get('https://127.0.0.1:${port}').on('error', () => {})`;
    const subjects = {
      'node -e 0, to its end': () => timeToExit(() => spawn(node, ['-e', '0'], options)),
      'bare https.get': () => timeToConnection(server, () => spawn(node, ['-e', get], options)),
      'setup-sts main': () =>
        timeToConnection(server, () => spawn(node, [join(root, 'dist/setup-sts/main.js')], options)),
    };
    const samples: Record<string, number[]> = {};
    for (let round = -warmUps; round < rounds; round += 1) {
      for (const [name, time] of Object.entries(subjects)) {
        const elapsed = await time();
        if (round >= 0) samples[name] = [...(samples[name] ?? []), elapsed];
      }
    }
    server.close();
    rmSync(directory, { recursive: true, force: true });
    const summaries = Object.fromEntries(
      Object.entries(samples).map(([name, sample]) => [name, summarize(sample)]),
    );
    const median = (name: keyof typeof subjects): number => summaries[name]?.median ?? Number.NaN;
    return {
      title: 'Start of a step to its first outgoing connection',
      method: `${rounds} interleaved rounds after ${warmUps} warm-ups, wall time in ms, whole processes.`,
      rows: Object.entries(summaries).map(([process, { minimum, median, maximum }]) => ({
        process,
        'min ms': minimum,
        'median ms': median,
        'max ms': maximum,
      })),
      targets: [
        {
          what: 'step to its first request, over node -e 0 (medians)',
          limit: 70,
          measured: median('setup-sts main') - median('node -e 0, to its end'),
          unit: 'ms',
        },
      ],
    };
  },
};
