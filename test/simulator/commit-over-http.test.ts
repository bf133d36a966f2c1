/** A commit made through the API, fetched by real git: content, modes, author, parents and signature. */
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { basicHeader, createGitUser, type GitUser } from '../support/git-user.ts';
import { mintInstallationToken } from '../support/installation-token.ts';
import { startSimulator, type TestSimulator } from '../support/simulator.ts';

let simulator: TestSimulator;
let real: GitUser;
let token: string;

beforeAll(async () => {
  simulator = await startSimulator({
    seed: {
      repositories: [
        {
          name: 'acme/infra',
          id: 1,
          files: { 'run.sh': { content: '#!', executable: true }, 'a.tf': 'a\n' },
          branches: { feature: {} },
        },
      ],
      apps: [{ slug: 'atmos-pro', permissions: { contents: 'write' } }],
      installations: [{ app: 'atmos-pro', account: 'acme' }],
    },
  });
  token = await mintInstallationToken(simulator);
  real = await createGitUser(simulator.environment);
});
afterAll(async () => {
  await real[Symbol.asyncDispose]();
  await simulator.stop();
});

const git = (...args: string[]) => real.git(['-c', `http.extraheader=${basicHeader(token)}`, ...args]);
const work = async (...args: string[]) => (await real.git(args, { in: 'work' })).stdout.trim();

test('is there for a clone that was made before', async () => {
  expect((await git('clone', '-q', `${simulator.urls.server}/acme/infra`, 'work')).code).toBe(0);
  const head = await work('rev-parse', 'origin/feature');
  const contents = Buffer.from('#!/bin/sh\n').toString('base64');
  const input = {
    branch: { repositoryNameWithOwner: 'acme/infra', branchName: 'feature' },
    expectedHeadOid: head,
    message: { headline: 'Format' },
    fileChanges: { additions: [{ path: 'run.sh', contents }], deletions: [{ path: 'a.tf' }] },
  };
  const query =
    'mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }';
  const response = await fetch(simulator.urls.graphql, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'user-agent': 'test' },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const { data } = (await response.json()) as { data: { createCommitOnBranch: { commit: { oid: string } } } };
  const { oid } = data.createCommitOnBranch.commit;

  expect((await git('-C', 'work', 'fetch', '-q')).code).toBe(0);
  expect(await work('rev-parse', 'origin/feature')).toBe(oid);
  expect(await work('log', '-1', '--format=%an|%cn|%P|%s', oid)).toBe(`atmos-pro[bot]|GitHub|${head}|Format`);
  expect(await work('ls-tree', '-r', '--format=%(objectmode) %(path)', oid)).toBe('100755 run.sh');
  expect(await work('show', `${oid}:run.sh`)).toBe('#!/bin/sh');
});

// git asks OpenSSH about signatures; a machine without it skips this one.
const hasSsh = spawnSync('ssh-keygen', ['-?']).error === undefined;

(hasSsh ? test : test.skip)('carries a signature that git itself can verify', async () => {
  const { publicKey } = simulator.world.commitSigner;
  await writeFile(join(real.directory, 'signers'), `noreply@github.com ${publicKey}\n`);
  const trust = ['-c', 'gpg.ssh.allowedSignersFile=../signers'];
  const verify = (revision: string) => real.git([...trust, 'verify-commit', revision], { in: 'work' });
  const { code, stderr } = await verify('origin/feature');
  expect(stderr).toContain('Good "git" signature for noreply@github.com');
  expect(code).toBe(0);
  expect((await verify('origin/main')).code).toBe(1);
});
