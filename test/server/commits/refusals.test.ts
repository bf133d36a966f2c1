/** `POST /git/commit`: each way in which it refuses, and that nothing is committed then. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pathAttacks } from '../../unit/domain/commits/path-attacks.ts';
import {
  add,
  appPermissions,
  bot,
  branch,
  type CommitScene,
  type CommitSceneOptions,
  encode,
  pullRequestRun,
  requestOf,
  startCommitScene,
} from './scene.ts';

describe('of a job that may commit', () => {
  let scene: CommitScene;
  beforeAll(async () => {
    scene = await startCommitScene();
  });
  afterAll(async () => {
    expect(await scene.newCommits()).toEqual([]);
    expect(scene.comments()).toEqual([]);
    await scene[Symbol.asyncDispose]();
  });

  /** As JSON: what a hostile client can send, half of a pair too. */
  test.each(
    pathAttacks.flatMap((attack) => [['added', ...attack] as const, ['deleted', ...attack] as const]),
  )('%s path: %s refuses %j', async (...[how, rule, path]) => {
    const body = how === 'added' ? requestOf([add(path, 'x')]) : requestOf([], { deletions: [path] });
    const { status, body: answer } = await scene.commit(JSON.stringify(body));
    expect([status, answer.errorTag]).toEqual([400, 'CommitInvalid']);
    expect(answer.errorMessage).toContain(`(${rule})`);
    expect(JSON.stringify(answer.data?.['validationErrors'])).toContain(`(${rule})`);
    expect(answer.errorMessage).not.toMatch(/[\p{Cc}\u202e\u200b]/u);
  });

  test('bytes that are not UTF-8 do not become a path', async () => {
    const [before = '', after = ''] = JSON.stringify(requestOf([add('PATH', 'x')])).split('PATH');
    const response = await fetch(`${scene.server.url}/api/v1/git/commit`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await scene.session()}` },
      body: Buffer.concat([Buffer.from(before), Buffer.from([0x61, 0xff, 0xc0, 0xaf]), Buffer.from(after)]),
    });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('(not-unicode)')]);
  });

  const many = (count: number) => Array.from({ length: count }, (_, index) => `f${index}`);
  test.each<[rule: string, body: unknown]>([
    ['duplicate', requestOf([add('a', '1'), add('a', '2')])],
    ['case-duplicate', requestOf([add('a', '1'), add('A', '2')])],
    ['added-and-deleted', requestOf([add('a', '1')], { deletions: ['a'] })],
    ['file-and-folder', requestOf([add('a', '1'), add('a/b', '2')])],
    ['no-files', requestOf([])],
    [
      'too-many-files',
      requestOf(
        many(150).map((path) => add(path, '')),
        { deletions: many(201).slice(150) },
      ),
    ],
    ['message-empty', requestOf(undefined, { commitMessage: ' ' })],
    ['message-too-long', requestOf(undefined, { commitMessage: 'ä'.repeat(251) })],
    ['comment-too-long', requestOf(undefined, { comment: 'ä'.repeat(1_001) })],
    ['not-base64', requestOf([{ path: 'a', contents: 'QQ' }])],
    ['not-base64', requestOf([{ path: 'a', contents: ' QQ==' }])],
    ['not-base64', requestOf([{ path: 'a', contents: 'QR==' }])],
    ['file-too-large', requestOf([add('a', Buffer.alloc(2_097_153))])],
    ['link-outside', requestOf([add('a', '../x', '120000')])],
    ['link-for-git', requestOf([add('.gitmodules', 'x', '120000')])],
    ['branch-characters', requestOf(undefined, { branch: 'a b' })],
    ['branch-too-long', requestOf(undefined, { branch: 'x'.repeat(257) })],
  ])('%s', async (rule, body) => {
    const answer = await scene.commit(body);
    expect([answer.status, answer.body.errorTag]).toEqual([400, 'CommitInvalid']);
    expect(answer.body.errorMessage).toContain(`(${rule})`);
  });

  test('more than 48 MiB together, before GitHub is asked', async () => {
    const before = scene.simulator.journal.entries().length;
    const file = Buffer.alloc(2_097_152).toString('base64');
    const additions = many(24).map((path) => ({ path, contents: file }));
    const answer = await scene.commit(requestOf([...additions, add('last', 'x')]));
    expect(answer.body.errorMessage).toContain(
      '50331649 bytes together, and at most 48 MiB (50331648 bytes) are allowed',
    );
    expect(scene.simulator.journal.entries().slice(before)).toEqual([]);
  });

  test('a body over the bound, with the number', async () => {
    const answer = await scene.commit(`{"branch":"${'x'.repeat(68_157_440)}"}`);
    expect([answer.status, answer.body.errorTag]).toEqual([413, 'BodyTooLarge']);
    expect(answer.body.errorMessage).toContain('at most 68157440 bytes');
  });

  test.each<[string, unknown]>([
    ['no branch', { changes: { additions: [], deletions: [] }, commitMessage: 'x' }],
    ['another mode', requestOf([{ ...add('a', 'x'), mode: '040000' as '100644' }])],
    ['a submodule', requestOf([{ ...add('a', 'x'), mode: '160000' as '100644' }])],
    [
      'contents that are a number',
      { ...requestOf(), changes: { additions: [{ path: 'a', contents: 1 }], deletions: [] } },
    ],
    ['1001 files', requestOf(many(1_001).map((path) => ({ path, contents: encode('') })))],
  ])('%s does not fit the schema', async (_, body) => {
    const answer = await scene.commit(body);
    expect([answer.status, answer.body.errorTag]).toEqual([400, 'InvalidRequest']);
  });

  test('a base that is not a commit', async () => {
    expect((await scene.commit(requestOf(), { query: '?base=main' })).status).toBe(400);
  });

  test.each<[tag: string, status: number, claims: Record<string, unknown>, asks?: string]>([
    ['BranchRefused', 403, { head_ref: 'feature/other' }],
    ['BranchRefused', 403, { head_ref: '' }],
    ['BranchRefused', 403, {}, 'main'],
    ['BranchRefused', 403, {}, 'refs/heads/feature/x'],
    ['BranchRefused', 403, {}, 'Feature/X'],
    ['NotAPullRequest', 403, { event_name: 'push', ref: 'refs/heads/feature/x', head_ref: '' }],
    ['NotAPullRequest', 403, { event_name: 'pull_request_target', ref: 'refs/heads/main' }],
    ['NotAPullRequest', 403, { event_name: 'pull_request_target' }],
    ['NotAPullRequest', 403, { event_name: 'pull_request_review' }],
    ['NotAPullRequest', 403, { event_name: 'merge_group', ref: 'refs/heads/gh-readonly-queue/main/pr-7-x' }],
    ['NotAPullRequest', 403, { event_name: 'workflow_dispatch', ref: 'refs/heads/feature/x' }],
    ['NotAPullRequest', 403, { ref: 'refs/pull/7/head' }],
    ['NotAPullRequest', 403, { ref: 'refs/pull/07/merge' }],
    ['CommitLoop', 403, { actor: bot }],
    ['CommitLoop', 403, { actor: bot.toUpperCase() }],
  ])('%s (%i) for %j, asking for %s', async (tag, status, claims, asks = branch) => {
    const session = await scene.session('format', claims);
    const answer = await scene.commit(requestOf(undefined, { branch: asks }), { session });
    expect([answer.status, answer.body.errorTag]).toEqual([status, tag]);
  });

  test('without a session nothing is read', async () => {
    expect((await scene.commit(requestOf(), { session: 'x' })).status).toBe(401);
  });

  test('each refusal of a job is on record', async () => {
    const entries = await scene.audited();
    expect(new Set(entries.map(({ event }) => event))).toEqual(new Set(['commit.denied']));
    expect(new Set(entries.map(({ details }) => details['refusal']))).toEqual(
      new Set(['CommitInvalid', 'BranchRefused', 'NotAPullRequest', 'CommitLoop']),
    );
  });
});

describe('by what GitHub says', () => {
  const pull = { number: 7, head: branch, author: 'octocat' };
  test.each<[name: string, status: number, tag: string, words: string, options: CommitSceneOptions]>([
    [
      'a protected branch',
      403,
      'BranchRefused',
      'is a protected branch',
      { repository: { protection: [{ pattern: 'feature/*' }] } },
    ],
    [
      'a branch under a ruleset',
      403,
      'BranchRefused',
      'is a protected branch',
      { repository: { rulesets: [{ name: 'r', include: ['refs/heads/feature/**'], rules: ['update'] }] } },
    ],
    [
      'the default branch',
      403,
      'BranchRefused',
      'is the default branch',
      { repository: { default_branch: branch, branches: {} } },
    ],
    [
      'a fork that has a branch of the same name',
      403,
      'BranchRefused',
      'comes from a fork',
      {
        repository: { pull_requests: [{ ...pull, head_repository: 'octocat/infra' }] },
        world: {
          repositories: [
            {
              name: 'acme/infra',
              id: 1001,
              files: { 'main.tf': 'a' },
              branches: { [branch]: { files: { 'main.tf': 'b' } } },
              pull_requests: [{ ...pull, head_repository: 'octocat/infra' }],
            },
            { name: 'octocat/infra', id: 2002, files: { a: 'a' }, branches: { [branch]: {} } },
          ],
        },
      },
    ],
    [
      'a pull request with another head branch now',
      403,
      'BranchRefused',
      'is now other, not feature/x',
      { repository: { branches: { [branch]: {}, other: {} }, pull_requests: [{ ...pull, head: 'other' }] } },
    ],
    [
      'a closed pull request',
      409,
      'CommitConflict',
      'is closed',
      { repository: { pull_requests: [{ ...pull, state: 'closed' }] } },
    ],
    [
      'a merged pull request',
      409,
      'CommitConflict',
      'is closed',
      { repository: { pull_requests: [{ ...pull, state: 'merged' }] } },
    ],
    [
      'an App without contents: write',
      403,
      'AppPermissionMissing',
      '`contents: write`',
      { app: { ...appPermissions, contents: 'read' } },
    ],
    [
      'an App without pull_requests',
      403,
      'AppPermissionMissing',
      '`pull_requests: write`',
      { app: { contents: 'write', metadata: 'read' } },
    ],
    ['no permission row', 403, 'PermissionMissing', 'ws:commits:create', { permissions: [] }],
    [
      'a permission row for another branch',
      403,
      'PermissionMissing',
      'branch "feature/x"',
      { permissions: [{ permission: 'ws:commits:create', branch: 'main' }] },
    ],
    [
      'a permission row for another workflow',
      403,
      'PermissionMissing',
      'workflow "format.yml"',
      { permissions: [{ permission: 'ws:commits:create', workflow: 'plan.yml' }] },
    ],
  ])('%s', async (_, status, tag, words, options) => {
    await using scene = await startCommitScene(options);
    const answer = await scene.commit(requestOf());
    expect([answer.status, answer.body.errorTag]).toEqual([status, tag]);
    expect(answer.body.errorMessage).toContain(words);
    expect(await scene.newCommits()).toEqual([]);
    expect(await scene.audited()).toMatchObject([{ event: 'commit.denied' }]);
  });

  test.each(['deleted', 'narrowed', 'suspended'])('an installation that was %s', async (how) => {
    // Another one is left: an empty list would not be trusted.
    const accounts = ['acme', 'octocat'];
    const world = { installations: accounts.map((account) => ({ app: 'our-app', account })) };
    await using scene = await startCommitScene({ world });
    await scene.session();
    const { installations } = scene.simulator.world;
    for (const [id, installation] of installations) {
      if (installation.accountId !== 71) continue;
      if (how === 'deleted') installations.delete(id);
      else if (how === 'suspended') installation.suspendedAt = 1;
      else Object.assign(installation, { selection: 'selected', repositoryIds: new Set() });
    }
    const answer = await scene.commit(requestOf());
    expect([answer.status, answer.body.errorTag]).toEqual([404, 'AppNotInstalled']);
    expect(await scene.newCommits()).toEqual([]);
  });

  test('a branch that is gone', async () => {
    await using scene = await startCommitScene();
    const { git } = [...scene.simulator.world.repositories.values()][0] ?? {};
    await scene.session();
    await git?.updateRef(`refs/heads/${branch}`, undefined);
    const answer = await scene.commit(requestOf());
    expect([answer.status, answer.body.errorTag]).toEqual([409, 'CommitConflict']);
  });

  test('the event of another pull request does not open this one', async () => {
    await using scene = await startCommitScene({
      repository: {
        branches: { [branch]: { files: { a: 'a' } }, other: { files: { b: 'b' } } },
        pull_requests: [
          { number: 7, head: branch },
          { number: 8, head: 'other' },
        ],
      },
      world: { runs: [{ ...pullRequestRun, ref: 'refs/pull/8/merge', jobs: [{ name: 'format' }] }] },
    });
    expect((await scene.commit(requestOf())).body.errorTag).toBe('BranchRefused');
  });
});
