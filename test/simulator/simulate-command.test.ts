/** `atmos-pro simulate` as a process of its own, used as a shell would. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { root } from '../support/source-files.ts';

const run = promisify(execFile);
const cli = join(root, 'src/cli/main.ts');
const exampleWorld = join(root, 'examples/world.yaml');

let directory: string;
let child: ChildProcess;
let environmentFile: string;
let environment: Record<string, string>;

/** What a shell has after it has read the lines. */
async function sourceFile(file: string): Promise<Record<string, string>> {
  const { stdout } = await run('sh', ['-c', `. "${file}"; env -0`], { env: { PATH: process.env['PATH'] } });
  const pairs = stdout.split('\0').filter(Boolean);
  return Object.fromEntries(pairs.map((pair) => [pair.replace(/=[\s\S]*/, ''), pair.replace(/^[^=]*=/, '')]));
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'simulate-command-'));
  environmentFile = join(directory, 'environment');
  const args = ['--world', exampleWorld, '--shape', 'github.com', '--environment-file', environmentFile];
  child = spawn(process.execPath, [cli, 'simulate', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
    if (line.startsWith('# ready')) break;
  }
  environment = await sourceFile(environmentFile);
});
afterAll(async () => {
  child.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

async function readJob(name: string): Promise<Record<string, string>> {
  const script = `fetch(process.env.GITHUB_SIMULATOR_URL + '/_simulator/jobs/${name}').then((r) => r.text()).then(console.log)`;
  const { stdout } = await run(process.execPath, ['-e', script], { env: environment });
  return JSON.parse(stdout) as Record<string, string>;
}

test('gives what a server and a job need, in files that only the user can read', async () => {
  expect((await stat(environmentFile)).mode & 0o777).toBe(0o600);
  const keyFile = environment['ATMOS_PRO_GITHUB_APP_PRIVATE_KEY_FILE'] ?? '';
  expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
  expect(await readFile(keyFile, 'utf8')).toContain('PRIVATE KEY');
  expect(environment).toMatchObject({
    GITHUB_SERVER_URL: 'https://github.com',
    ATMOS_PRO_GITHUB_APP_ID: expect.stringMatching(/^[0-9]+$/),
  });
});

test('clones with the token of a job of the example world', async () => {
  const job = await readJob('deploy');
  const url = `https://x-access-token:${job['GITHUB_TOKEN']}@github.com/acme/infra.git`;
  await run('git', ['clone', '-q', url, join(directory, 'infra')], {
    env: { ...environment, ...job, GIT_CONFIG_NOSYSTEM: '1', HOME: directory },
  });
  expect(await readFile(join(directory, 'infra/main.tf'), 'utf8')).toContain('acme/terraform-modules');
});

test('stops on SIGTERM and leaves nothing behind', async () => {
  const temporary = dirname(environment['NODE_EXTRA_CA_CERTS'] ?? '');
  expect(existsSync(temporary)).toBe(true);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(existsSync(temporary)).toBe(false);
});

test.each([
  ['a world file that does not exist', ['--world', 'nowhere.yaml'], 'nowhere.yaml'],
  ['a port that is none', ['--world', exampleWorld, '--port', '70000'], '65535'],
  ['no world', [], '--world'],
  ['a shape that is none', ['--world', exampleWorld, '--shape', 'round'], 'github.com'],
])('says what is wrong with %s', async (_name, args, words) => {
  const failure = run(process.execPath, [cli, 'simulate', ...args]);
  await expect(failure).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
});
