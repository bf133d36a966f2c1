/** Repositories and their files over REST: who sees them, in which form, page by page. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  deleteRepository,
  renameRepository,
  transferRepository,
} from '../../src/simulator/world/owner-changes.ts';
import { createSimulatedApi, type SimulatedApi } from '../support/simulated-api.ts';

const commit = 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3';
let gitHub: SimulatedApi;
let reader: string;
let metadataOnly: string;
let job: string;

beforeAll(async () => {
  gitHub = await createSimulatedApi({
    repositories: [
      {
        name: 'acme/infra',
        id: 1,
        files: {
          'README.md': 'hello\n',
          'docs/a b.txt': 'spaces\n',
          'bin/run': { content: '#!/bin/sh\n', executable: true },
          link: { symlink: 'docs/a b.txt' },
          up: { symlink: '../outside' },
          'vendor/module': { submodule: commit },
          'big.txt': 'x'.repeat(1024 * 1024 + 1),
        },
        branches: { 'feature/x': { files: { 'README.md': 'changed\n' } } },
      },
      { name: 'acme/empty', id: 2 },
      { name: 'acme/open', id: 3, visibility: 'public', files: { a: 'a' } },
      { name: 'other/open', id: 4, visibility: 'public', files: { a: 'a' } },
      { name: 'other/secret', id: 5, files: { a: 'a' } },
    ],
    apps: [{ slug: 'broker', permissions: { contents: 'read', actions: 'read' } }],
    installations: [{ id: 7, app: 'broker', account: 'acme' }],
    runs: [
      { id: 70, repository: 'acme/infra', jobs: [{ name: 'build', permissions: { contents: 'read' } }] },
    ],
  });
  reader = await gitHub.mint();
  metadataOnly = await gitHub.mint({ permissions: { metadata: 'read' } });
  job = gitHub.world.jobs.get('build')?.token ?? '';
});
afterAll(() => gitHub.stop());

const at = (path: string, token?: string, headers = {}) =>
  gitHub.call('GET', `/repos/${path}`, { headers, ...(token === undefined ? {} : { token }) });

test.each([
  ['its own private one', 'acme/infra', 200],
  ['its own, in other case', 'ACME/Infra', 200],
  ['a public one of another owner', 'other/open', 200],
  ['a private one of another owner', 'other/secret', 404],
  ['one that does not exist', 'acme/none', 404],
])('shows an installation token %s', async (_name, path, status) => {
  expect((await at(path, reader)).status).toBe(status);
});

test.each([
  ['the caller’s repository', 'acme/infra', 200],
  ['another private one', 'acme/empty', 404],
  ['a public one', 'other/open', 200],
])('shows the job’s own token %s', async (_name, path, status) => {
  expect((await at(path, job)).status).toBe(status);
});

test.each([
  ['its own private one', 'acme/infra', 200],
  ['one without commits', 'acme/empty', 200],
  ['a private one of another owner', 'other/secret', 404],
])('names the hash algorithm of %s', async (_name, path, status) => {
  const { status: found, body } = await at(`${path}/hash-algorithm`, metadataOnly);
  expect([found, body.hash_algorithm]).toEqual([status, status === 200 ? 'sha1' : undefined]);
});

test('shows public repositories to anybody, and hides private ones', async () => {
  expect((await at('other/open')).status).toBe(200);
  expect(await at('other/secret')).toMatchObject({
    status: 404,
    body: { message: 'Not Found', status: '404' },
  });
});

test('refuses bad credentials even for what is public', async () => {
  expect((await at('other/open', 'ghs_nothing')).status).toBe(401);
});

test('refuses a request without a User-Agent', async () => {
  const answer = await at('other/open', reader, { 'user-agent': '' });
  expect(answer.status).toBe(403);
  expect(answer.body.message).toContain('User-Agent');
});

test('reads the token from every scheme', async () => {
  for (const authorization of [
    `token ${reader}`,
    `Basic ${Buffer.from(`x-access-token:${reader}`).toString('base64')}`,
    `Basic ${Buffer.from(`${reader}:x-oauth-basic`).toString('base64')}`,
  ]) {
    expect((await at('acme/infra', undefined, { authorization })).status).toBe(200);
  }
});

test.each([
  ['a file', 'README.md', { type: 'file', encoding: 'base64', content: 'aGVsbG8K\n', size: 6 }],
  ['a file with a name to be encoded', 'docs/a%20b.txt', { type: 'file', name: 'a b.txt' }],
  ['a file of another branch', 'README.md?ref=feature/x', { content: 'Y2hhbmdlZAo=\n' }],
  ['the file that a symlink leads to', 'link', { type: 'file', content: 'c3BhY2VzCg==\n' }],
  ['a symlink that leads outside', 'up', { type: 'symlink', target: '../outside' }],
  ['a submodule', 'vendor/module', { type: 'submodule', sha: commit }],
  [
    'a file above 1 MiB without its content',
    'big.txt',
    { encoding: 'none', content: '', size: 1024 * 1024 + 1 },
  ],
])('reads %s', async (_name, path, expected) => {
  expect(await at(`acme/infra/contents/${path}`, reader)).toMatchObject({ status: 200, body: expected });
});

test('lists a directory, the root included', async () => {
  const types = async (path: string) =>
    (await at(`acme/infra/contents/${path}`, reader)).body.map((entry: { name: string; type: string }) => [
      entry.name,
      entry.type,
    ]);
  expect(await types('')).toEqual(
    expect.arrayContaining([
      ['README.md', 'file'],
      ['bin', 'dir'],
      ['link', 'symlink'],
    ]),
  );
  expect(await types('vendor')).toEqual([['module', 'file']]);
});

test('gives the bytes themselves as raw', async () => {
  const answer = await at('acme/infra/contents/README.md', reader, {
    accept: 'application/vnd.github.raw+json',
  });
  expect(Buffer.from(answer.body).toString()).toBe('hello\n');
});

test.each([
  ['a path that does not exist', 'acme/infra/contents/none', 404, 'Not Found'],
  [
    'a ref that does not exist',
    'acme/infra/contents/README.md?ref=none',
    404,
    'No commit found for the ref none',
  ],
  ['an empty repository', 'acme/empty/contents/a', 404, 'This repository is empty.'],
  ['a hidden repository', 'other/secret/contents/a', 404, 'Not Found'],
])('answers %s', async (_name, path, status, message) => {
  expect(await at(path, reader)).toMatchObject({ status, body: { message } });
});

test('needs contents: read for files, not for the repository', async () => {
  expect((await at('acme/infra', metadataOnly)).status).toBe(200);
  const answer = await at('acme/infra/contents/README.md', metadataOnly);
  expect(answer).toMatchObject({ status: 403, body: { message: 'Resource not accessible by integration' } });
  expect((await at('acme/open/contents/a', metadataOnly)).status).toBe(200);
});

test('shows a run with actions: read', async () => {
  const answer = await at('acme/infra/actions/runs/70', reader);
  expect(answer).toMatchObject({
    status: 200,
    body: { id: 70, run_attempt: 1, head_branch: 'main', event: 'push' },
  });
  expect((await at('acme/infra/actions/runs/71', reader)).status).toBe(404);
  expect((await at('acme/infra/actions/runs/70', metadataOnly)).status).toBe(403);
});

test('shows a branch’s commit as a ref', async () => {
  const answer = await at('acme/infra/git/ref/heads/feature/x', reader);
  expect(answer.body.object.sha).toBe(
    await [...gitHub.world.repositories.values()][0]?.git.resolveRef('refs/heads/feature/x'),
  );
});

test('follows a former name by id, until it is taken again', async () => {
  await using own = await createSimulatedApi({
    repositories: [
      { name: 'acme/old', id: 1, files: { a: 'a' } },
      { name: 'acme/second', id: 2 },
      { name: 'b/b' },
    ],
    apps: [{ slug: 'broker', permissions: { contents: 'read' } }],
    installations: [{ app: 'broker', account: 'acme' }],
  });
  const [old, second] = [own.world.repositories.get(1), own.world.repositories.get(2)];
  if (old === undefined || second === undefined) throw new Error('No repositories.');
  const token = await own.mint();
  const read = () => own.call('GET', '/repos/acme/old', { token });
  renameRepository(own.world, old, 'new');
  expect(await read()).toMatchObject({
    status: 301,
    headers: { location: expect.stringMatching(/\/repositories\/1$/) },
  });
  expect((await own.call('GET', '/repositories/1', { token })).body.full_name).toBe('acme/new');
  renameRepository(own.world, second, 'old');
  expect((await read()).body).toMatchObject({ id: 2, full_name: 'acme/old' });
  deleteRepository(own.world, second);
  expect((await read()).status).toBe(404);
  const other = [...own.world.accounts.values()].find(({ login }) => login === 'b');
  transferRepository(own.world, old, other?.id ?? 0);
  expect((await own.call('GET', '/repositories/1', { token })).status).toBe(404);
});
