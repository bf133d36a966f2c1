/** Real git against the simulator's git: who may clone and push, in every spelling of an address. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startSimulator, type TestSimulator } from '../support/simulator.ts';

const run = promisify(execFile);
let simulator: TestSimulator;
let directory: string;

beforeAll(async () => {
  simulator = await startSimulator({
    seed: {
      repositories: [
        {
          name: 'acme/Modules',
          files: { 'main.tf': 'output "x" { value = 1 }\n', 'big.txt': 'x'.repeat(200_000) },
        },
        { name: 'acme/open', visibility: 'public', files: { 'README.md': 'hello\n' } },
        { name: 'acme/other', files: { a: 'a' } },
      ],
      runs: [
        { repository: 'acme/modules', jobs: [{ name: 'reader', permissions: { contents: 'read' } }] },
        { repository: 'acme/modules', jobs: [{ name: 'writer', permissions: { contents: 'write' } }] },
      ],
    },
  });
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'simulator-git-'));
  return () => rm(directory, { recursive: true, force: true });
});

function tokenOf(job: string): string {
  return simulator.world.jobs.get(job)?.token ?? '';
}

function header(token: string): string {
  return `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
}

async function git(
  args: readonly string[],
  cwd = directory,
): Promise<{ stdout: string; stderr: string; code: number }> {
  const env = {
    PATH: process.env['PATH'],
    HOME: directory,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    ...simulator.environment,
  };
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com'];
  try {
    return { ...(await run('git', [...identity, ...args], { cwd, env })), code: 0 };
  } catch (error) {
    const { stdout, stderr, code } = error as { stdout: string; stderr: string; code: number };
    return { stdout, stderr, code };
  }
}

test.each([
  ['without .git', 'acme/Modules'],
  ['with .git', 'acme/Modules.git'],
  ['in other case', 'ACME/modules.git'],
  ['with a trailing slash', 'acme/Modules/'],
])('clones %s', async (_name, path) => {
  const url = `${simulator.urls.server}/${path}`;
  const result = await git(['-c', `http.extraheader=${header(tokenOf('reader'))}`, 'clone', '-q', url, 'c']);
  expect(result).toMatchObject({ code: 0 });
  expect(await readFile(join(directory, 'c/main.tf'), 'utf8')).toContain('output');
});
