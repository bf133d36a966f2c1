/** Real git against the simulator's git: who may clone and push, and how a refusal reads. */
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { basicHeader, createGitUser, type GitUser } from '../support/git-user.ts';
import { startSimulator, type TestSimulator } from '../support/simulator.ts';

let simulator: TestSimulator;
let real: GitUser;

beforeAll(async () => {
  simulator = await startSimulator({
    seed: {
      repositories: [
        {
          name: 'acme/Modules',
          files: { 'main.tf': 'output "x" {}\n', 'bin/run': { content: '#!', executable: true } },
        },
        { name: 'acme/open', visibility: 'public', files: { 'README.md': 'hello\n' } },
        { name: 'acme/other', files: { a: 'a' } },
      ],
      runs: [
        {
          repository: 'acme/modules',
          jobs: [
            { name: 'reader', permissions: { contents: 'read' } },
            { name: 'writer', permissions: { contents: 'write' } },
            { name: 'gone', permissions: { contents: 'read' } },
          ],
        },
      ],
    },
  });
  real = await createGitUser(simulator.environment);
  const gone = simulator.world.tokens.get(tokenOf('gone'));
  if (gone !== undefined) gone.revoked = true;
});
afterAll(async () => {
  await real[Symbol.asyncDispose]();
  await simulator.stop();
});

function tokenOf(job: string): string {
  return simulator.world.jobs.get(job)?.token ?? 'none';
}

function withToken(token: string): string[] {
  return ['-c', `http.extraheader=${basicHeader(token)}`];
}

const url = (path: string): string => `${simulator.urls.server}/${path}`;

test.each([
  ['without .git', 'acme/Modules'],
  ['with .git', 'acme/Modules.git'],
  ['in other case', 'ACME/modules.git'],
  ['with a trailing slash', 'acme/Modules/'],
])('clones an address %s', async (name, path) => {
  const folder = name.replaceAll(' ', '-');
  const result = await real.git([...withToken(tokenOf('reader')), 'clone', '-q', url(path), folder]);
  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(await readFile(join(real.directory, folder, 'main.tf'), 'utf8')).toBe('output "x" {}\n');
});

test('takes a token from the address, as user or as password', async () => {
  const { host } = new URL(simulator.urls.server);
  for (const user of [
    `x-access-token:${tokenOf('reader')}`,
    tokenOf('reader'),
    `${tokenOf('reader')}:x-oauth-basic`,
  ]) {
    const result = await real.git(['ls-remote', `http://${user}@${host}/acme/modules`, 'HEAD']);
    expect(result).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[0-9a-f]{40}\tHEAD$/m) });
  }
});

test('shows a public repository to anyone', async () => {
  expect(await real.git(['ls-remote', url('acme/open')])).toMatchObject({ code: 0 });
});

async function ask(path: string, headers: [string, string][] = []): Promise<Response> {
  return fetch(`${url(path)}/info/refs?service=git-upload-pack`, { headers });
}

test.each([
  ['no credentials', 'acme/modules', undefined, 401],
  ['no credentials, no such repository', 'acme/nowhere', undefined, 401],
  ['an unknown token', 'acme/modules', 'ghs_unknown', 401],
  ['an unknown token for a public repository', 'acme/open', 'ghs_unknown', 401],
  ['a revoked token', 'acme/modules', 'job gone', 401],
  ['a revoked token for a public repository', 'acme/open', 'job gone', 401],
  ['a token that does not reach it', 'acme/other', 'job reader', 404],
  ['a token, no such repository', 'acme/nowhere', 'job reader', 404],
  ['a token that reaches it', 'acme/modules', 'job reader', 200],
])('answers %s for %s', async (_name, path, token, status) => {
  const value = token?.startsWith('job ') ? tokenOf(token.slice(4)) : token;
  const headers: [string, string][] =
    value === undefined ? [] : [['authorization', basicHeader(value).slice(15)]];
  const response = await ask(path, headers);
  expect(response.status).toBe(status);
  expect(response.headers.get('www-authenticate')).toBe(status === 401 ? 'Basic realm="GitHub"' : null);
  await response.text();
});

test('refuses two Authorization headers', async () => {
  const result = await real.git([
    ...withToken(tokenOf('reader')),
    ...withToken(tokenOf('writer')),
    'ls-remote',
    url('acme/open'),
  ]);
  expect(result.code).toBe(128);
  expect(result.stderr).toContain('remote: Duplicate header: "Authorization"');
  expect(result.stderr).toContain('400');
});

test('lets a token with contents: write push, and serves what was pushed', async () => {
  const { world } = simulator;
  const repository = [...world.repositories.values()].find(({ name }) => name === 'Modules');
  const clone = await real.git([...withToken(tokenOf('writer')), 'clone', '-q', url('acme/modules'), 'work']);
  expect(clone.code).toBe(0);
  // Large enough for git to compress the request, small enough to be quick.
  await writeFile(join(real.directory, 'work/large.bin'), randomBytes(2_000_000));
  await real.git(['checkout', '-q', '-b', 'feature'], { in: 'work' });
  await real.git(['add', '.'], { in: 'work' });
  await real.git(['commit', '-q', '-m', 'Add a file'], { in: 'work' });
  const refused = await real.git([...withToken(tokenOf('reader')), 'push', '-q', 'origin', 'feature'], {
    in: 'work',
  });
  expect(refused.stderr).toContain('Write access to repository not granted.');
  expect(refused.stderr).toContain('403');
  const pushed = await real.git([...withToken(tokenOf('writer')), 'push', '-q', 'origin', 'feature'], {
    in: 'work',
  });
  expect(pushed).toMatchObject({ code: 0 });
  const local = await real.git(['rev-parse', 'feature'], { in: 'work' });
  expect(await repository?.git.resolveRef('feature')).toBe(local.stdout.trim());
  expect(await repository?.git.readPath('feature', 'large.bin')).toMatchObject({
    type: 'blob',
    mode: '100644',
  });
});

test('fetches many refs and commits, as a compressed request', async () => {
  const repository = [...simulator.world.repositories.values()].find(({ name }) => name === 'Modules');
  for (let index = 0; index < 40; index += 1) {
    await repository?.git.commitFiles([{ path: `f${index}`, content: String(index) }], {
      branch: `b${index}`,
    });
  }
  await real.git([...withToken(tokenOf('reader')), 'clone', '-q', url('acme/modules'), 'many']);
  for (let index = 0; index < 40; index += 1) {
    await repository?.git.commitFiles([{ path: 'again', content: String(index) }], { branch: `b${index}` });
  }
  const result = await real.git([...withToken(tokenOf('reader')), 'fetch', '-q'], { in: 'many' });
  expect(result).toMatchObject({ code: 0, stderr: '' });
});

test('writes every request into the journal, never a secret', async () => {
  simulator.journal.clear();
  await real.git([...withToken(tokenOf('reader')), 'ls-remote', url('acme/modules')]);
  const entries = simulator.journal.entries();
  expect(entries.map(({ route, status }) => [route, status])).toEqual([
    ['git/info-refs', 200],
    ['git/upload-pack', 200],
  ]);
  expect(entries[0]?.who).toMatch(/^token:[0-9a-f]{12}$/);
  expect(JSON.stringify(entries)).not.toContain(tokenOf('reader'));
});
