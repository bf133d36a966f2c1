/**
 * The real Atmos CLI in a job of a simulated GitHub, in a checkout of the fixture repository, with a real server behind TLS.
 * The `atmos` on the PATH is used; nothing is installed.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants, cpSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import type { AffectedNodeData, AffectedSetData } from '../../src/api/routes/affected-stacks.ts';
import type { StatusData } from '../../src/api/routes/instance-status.ts';
import type { InstanceData } from '../../src/api/routes/instances.ts';
import { patience } from '../support/patience.ts';
import { cleanGitEnvironment, realGit } from '../support/real-git.ts';
import { exchange, idTokenOf, startTestServer } from '../support/server.ts';
import { startSimulator } from '../support/simulator.ts';
import { startTlsRelay } from '../support/tls-relay.ts';

/** A command that hangs is killed after this, in milliseconds. */
const commandTimeoutMs = patience(60_000);

/** Path of a program on the PATH; undefined without one. */
export function findProgram(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((directory) => join(directory, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  /** Without colors. */
  readonly stderr: string;
}

/** What tests read of the server's answers. */
interface Told {
  readonly sets: readonly AffectedSetData[];
  readonly stacks: readonly AffectedNodeData[];
  readonly instances: readonly InstanceData[];
  readonly history: readonly StatusData[];
}

const permissions = [
  'ws:locks:create',
  'ws:locks:delete',
  'ws:affected-stacks:create',
  'ws:instances:create',
  'ws:instances:update',
] as const;

export async function startConformanceScene(atmos: string) {
  const simulator = await startSimulator({
    seed: {
      accounts: [{ login: 'acme', id: 71 }],
      repositories: [{ name: 'acme/infra', id: 1001 }],
      apps: [{ slug: 'atmos-pro', permissions: { contents: 'read', metadata: 'read', actions: 'read' } }],
      installations: [{ app: 'atmos-pro', account: 'acme' }],
      runs: ['change', 'inventory', 'rival'].map((name, index) => ({
        repository: 'acme/infra',
        id: 501 + index,
        workflow: `.github/workflows/${name}.yml`,
        event: name === 'change' ? 'pull_request' : 'push',
        jobs: [{ name, permissions: { 'id-token': 'write' as const } }],
      })),
    },
    verifyResponses: false,
  });
  const rows = permissions.map((permission) => ({ permission }));
  const server = await startTestServer({
    simulator,
    config: {
      workspaces: [{ id: 'ws_1', repositories: [{ name: 'acme/infra', id: 1001, permissions: rows }] }],
    },
  });
  const [front, runner] = await Promise.all([startTlsRelay(server.url), startTlsRelay(simulator.origin)]);

  const directory = await mkdtemp(join(tmpdir(), 'conformance-'));
  const checkout = join(directory, 'workspace');
  const authorities = join(directory, 'authorities.pem');
  const eventFile = join(directory, 'event.json');
  await writeFile(authorities, `${front.ca}${runner.ca}`);
  cpSync(join(import.meta.dirname, 'fixture'), checkout, { recursive: true });
  const git = (...args: readonly string[]) => {
    const { ok, stdout, stderr } = realGit(args, { directory: checkout });
    if (!ok) throw new Error(stderr);
    return stdout.trim();
  };
  const change = async (file: string, from: string, to: string) => {
    const path = join(checkout, file);
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll(from, to));
    git('commit', '-q', '-a', '-m', `${from} becomes ${to}`);
    return git('rev-parse', 'HEAD');
  };
  git('init', '-q', '--template=', '-b', 'main');
  git('remote', 'add', 'origin', 'https://x-access-token:hunter2@github.com/acme/infra.git');
  git('add', '-A');
  git('commit', '-q', '-m', 'The fixture');
  const base = git('rev-parse', 'HEAD');
  git('update-ref', 'refs/remotes/origin/main', base);
  git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  git('checkout', '-q', '-b', 'feature');
  const head = await change('stacks/catalog/network.yaml', '10.0.0.0', '10.1.0.0');
  const pullRequest = { number: 7, head: { sha: head, ref: 'feature' }, base: { sha: base, ref: 'main' } };
  await writeFile(eventFile, JSON.stringify({ action: 'synchronize', pull_request: pullRequest }));
  const home = join(directory, 'home');
  await Promise.all([home, join(directory, 'temp')].map((path) => mkdir(path)));

  /** The job's variables, its runner's endpoint behind TLS, which the CLI insists on. */
  function environmentOf(job: string): Record<string, string> {
    const variables = simulator.jobEnvironment(job);
    const request = new URL(variables['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '');
    return {
      ...cleanGitEnvironment(home),
      ...variables,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${runner.url}${request.pathname}${request.search}`,
      ATMOS_PRO_BASE_URL: front.url,
      ATMOS_PRO_WORKSPACE_ID: 'ws_1',
      SSL_CERT_FILE: authorities,
      NODE_EXTRA_CA_CERTS: authorities,
      GITHUB_EVENT_PATH: eventFile,
      // As it is on GitHub; the simulated job's own server is elsewhere.
      GITHUB_SERVER_URL: 'https://github.com',
      ATMOS_TELEMETRY_ENABLED: 'false',
      ATMOS_VERSION_CHECK_ENABLED: 'false',
      CHECKPOINT_DISABLE: '1',
      NO_COLOR: '1',
    };
  }

  function run(job: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) {
    return new Promise<CommandResult>((settle, reject) => {
      const environment = { ...environmentOf(job), ...more };
      const child = spawn(atmos, [...args], { cwd: checkout, env: environment, timeout: commandTimeoutMs });
      const output = { stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
      child.once('error', reject);
      child.once('close', (code) =>
        settle({ code, stdout: output.stdout, stderr: stripVTControlCharacters(output.stderr) }),
      );
    });
  }

  /** What the server tells a job. */
  async function read(job: string, path: string) {
    const answer = await exchange(server, await idTokenOf(simulator, job), 'ws_1');
    const authorization = `Bearer ${String(answer.body.data?.['token'])}`;
    const response = await fetch(`${server.url}/api/v1${path}`, { headers: { authorization } });
    return (await response.json()) as { readonly success: boolean; readonly data: Told };
  }

  /** The same once it is as it should be: an upload is answered before it is worked on. */
  async function settled(job: string, path: string, isThere: (data: Told) => boolean) {
    for (let tries = 0; tries < 100; tries += 1) {
      const answer = await read(job, path);
      if (answer.success && isThere(answer.data)) return answer;
      await sleep(100);
    }
    throw new Error(`${path} did not come to hold what was uploaded`);
  }

  return {
    simulator,
    server,
    directory,
    checkout,
    base,
    head,
    environmentOf,
    git,
    run,
    read,
    settled,
    async [Symbol.asyncDispose]() {
      await front[Symbol.asyncDispose]();
      await runner[Symbol.asyncDispose]();
      await server.stop();
      await simulator.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export type ConformanceScene = Awaited<ReturnType<typeof startConformanceScene>>;
