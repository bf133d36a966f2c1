/** What real git may push: branch rules and workflow files are judged as the API judges them, ref by ref. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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
          files: { 'main.tf': 'a\n' },
          branches: { open: {}, 'release/1': {}, feature: {} },
          protection: [{ pattern: 'main' }, { pattern: 'open', require_pull_request: false }],
          rulesets: [
            { name: 'r', include: ['refs/heads/release/*'], rules: ['pull_request', 'creation', 'deletion'] },
            { name: 'p', rules: ['file_path_restriction'], restricted_file_paths: ['held/**/*'] },
          ],
          pull_requests: [{ number: 12, head: 'feature' }],
        },
      ],
      apps: [{ slug: 'atmos-pro', permissions: { contents: 'write', workflows: 'write' } }],
      installations: [{ app: 'atmos-pro', account: 'acme' }],
      runs: [{ repository: 'acme/infra', jobs: [{ name: 'job', permissions: { contents: 'write' } }] }],
    },
  });
  token = await mintInstallationToken(simulator, { permissions: { contents: 'write' } });
  real = await createGitUser(simulator.environment);
  await git('clone', '-q', `${simulator.urls.server}/acme/infra`, 'work');
});
afterAll(async () => {
  await real[Symbol.asyncDispose]();
  await simulator.stop();
});

const git = (...args: string[]) =>
  real.git(
    ['-c', `http.extraheader=${basicHeader(token)}`, ...args],
    args[0] === 'clone' ? {} : { in: 'work' },
  );
const push = (...args: string[]) => git('push', 'origin', ...args);
const refs = async () => simulator.world.repositories.get(1)?.git.listRefs('refs/');

/** One more commit after `start`, on no branch. */
async function commitFile(path: string, text: string, start = 'origin/main'): Promise<string> {
  await git('checkout', '-q', '--detach', start);
  const file = join(real.directory, 'work', path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  await git('add', '-A', '.');
  await git('commit', '-q', '-m', `Change ${path}`);
  return (await git('rev-parse', 'HEAD')).stdout.trim();
}

test('moves a free branch and tells of it', async () => {
  simulator.world.events.splice(0);
  const before = await simulator.world.repositories.get(1)?.git.resolveRef('feature');
  const after = await commitFile('a', 'a');
  expect((await push('HEAD:feature', 'HEAD:refs/heads/new')).code).toBe(0);
  const place = { repositoryId: 1, at: expect.any(Number), actor: 'atmos-pro[bot]', startsWorkflows: true };
  const zeros = '0'.repeat(40);
  expect(simulator.world.events).toEqual([
    { number: 1, event: 'push', ref: 'refs/heads/feature', before, after, ...place },
    { number: 2, event: 'pull_request', action: 'synchronize', subject: 12, before, after, ...place },
    { number: 3, event: 'push', ref: 'refs/heads/new', before: zeros, after, ...place },
  ]);
});

test('starts no workflow when a job pushes', async () => {
  const mine = token;
  token = simulator.world.jobs.get('job')?.token ?? '';
  await commitFile('job', 'j');
  expect((await push('HEAD:refs/heads/by-job')).code).toBe(0);
  token = mine;
  expect(simulator.world.events.at(-1)).toMatchObject({
    actor: 'github-actions[bot]',
    startsWorkflows: false,
  });
});

const gh006 = (ref: string) => `remote: error: GH006: Protected branch update failed for refs/heads/${ref}.`;
const gh013 = (ref: string) =>
  `remote: error: GH013: Repository rule violations found for refs/heads/${ref}.`;
const protectedHook = '(protected branch hook declined)';
const ruleHook = '(push declined due to repository rule violations)';

test.each<[string, string[], string[]]>([
  [
    'a protected branch',
    ['HEAD:main'],
    [gh006('main'), '- Changes must be made through a pull request.', protectedHook],
  ],
  [
    'a forced protected branch',
    ['+HEAD:open'],
    [gh006('open'), '- Cannot force-push to this branch', protectedHook],
  ],
  ['the end of a protected branch', [':open'], [gh006('open'), '- Cannot delete this branch', protectedHook]],
  [
    'a branch under a ruleset',
    ['HEAD:release/1'],
    [gh013('release/1'), '- Changes must be made through a pull', ruleHook],
  ],
  [
    'a new one under it',
    ['HEAD:refs/heads/release/2'],
    [gh013('release/2'), '- Cannot create ref due to creations', ruleHook],
  ],
  ['the end of one under it', [':release/1'], [gh013('release/1'), '- Cannot delete this branch', ruleHook]],
])('refuses %s', async (name, args, words) => {
  await commitFile('b', name);
  if (args[0]?.startsWith('+') === true) {
    await git('checkout', '-q', '--orphan', 'alone');
    await git('commit', '-q', '-m', 'Alone');
  }
  const before = await refs();
  const { code, stderr } = await push(...args);
  expect(code).toBe(1);
  for (const word of words) expect(stderr).toContain(word);
  expect(await refs()).toEqual(before);
});

test('moves what may move beside what may not, unless all was to go at once', async () => {
  const sha = await commitFile('c', 'c', 'origin/feature');
  const atomic = await push('--atomic', 'HEAD:refs/heads/beside', 'HEAD:main');
  expect(atomic.stderr).toContain('beside (atomic push failure)');
  const { code, stderr } = await push('HEAD:refs/heads/beside', 'HEAD:main');
  expect(code).toBe(1);
  expect(stderr).toContain('[new branch]');
  expect(stderr).toContain(`main ${protectedHook}`);
  expect(await simulator.world.repositories.get(1)?.git.resolveRef('beside')).toBe(sha);
});

test('refuses a workflow file without workflows: write, hidden in the middle of a push, too', async () => {
  const folder = '.github/workflows';
  await commitFile('d', 'd');
  await commitFile(`${folder}/ci.yml`, 'on: push\n', 'HEAD');
  await commitFile('e', 'e', 'HEAD');
  const refused = await push('HEAD:refs/heads/flow');
  expect(refused.stderr).toContain(
    `flow (refusing to allow a GitHub App to create or update workflow \`${folder}/ci.yml\` without \`workflows\` permission)`,
  );
  const mine = token;
  token = await mintInstallationToken(simulator);
  expect((await push('HEAD:refs/heads/flow')).code).toBe(0);
  token = mine;
  // Now that a branch has it, anybody who may push may push it.
  expect((await push('HEAD:refs/heads/flow-2')).code).toBe(0);
});

test('refuses a restricted path on every branch, also on a new one', async () => {
  await commitFile('held/a/b', 'x');
  for (const branch of ['feature', 'refs/heads/newer']) {
    const { code, stderr } = await push(`+HEAD:${branch}`);
    expect(code).toBe(1);
    expect(stderr).toContain('File path is restricted: held/a/b');
  }
  await commitFile('held-not', 'x');
  expect((await push('HEAD:refs/heads/newer')).code).toBe(0);
});

test('refuses a file that is larger than GitHub lets it be', async () => {
  const { world } = simulator;
  expect(world.maxPushedFileBytes).toBe(100 * 1024 * 1024);
  world.maxPushedFileBytes = 1024 * 1024;
  await commitFile('large', 'x'.repeat(1024 * 1024 + 1));
  const { code, stderr } = await push('HEAD:refs/heads/large');
  expect(code).toBe(1);
  expect(stderr).toContain("File large is 1.00 MB; this exceeds GitHub's file size limit of 1.00 MB");
  expect(stderr).toContain('GH001');
});

test('answers 400 to a request that is not a push', async () => {
  const response = await fetch(`${simulator.urls.server}/acme/infra/git-receive-pack`, {
    method: 'POST',
    headers: {
      authorization: basicHeader(token).slice(15),
      'content-type': 'application/x-git-receive-pack-request',
    },
    body: 'zzzz',
  });
  expect(response.status).toBe(400);
});
