/** What people do: to pull requests, branches, comments, repositories and installations, and which deliveries come of it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type HookScene, startHookScene } from '../support/hook-scene.ts';

let scene: HookScene;

beforeAll(async () => {
  scene = await startHookScene();
});
afterAll(() => scene.stop());

const namesOf = (hooks: Awaited<ReturnType<HookScene['take']>>) =>
  hooks.map(({ headers, payload }) => `${headers['x-github-event']}.${payload.action}`).sort();
const headOf = (branch: string) =>
  scene.simulator.world.repositories.get(1)?.git.readRef(`refs/heads/${branch}`);

async function startPull(branch: string, more: object = {}): Promise<number> {
  await scene.act({ do: 'push', branch, files: { [`${branch}.tf`]: 'x\n' } });
  const { number } = await scene.act({ do: 'open', head: branch, ...more });
  return number;
}

test('a pull request is opened, pushed to, merged and its branch deleted', async () => {
  const number = await startPull('one', { title: 'One', body: 'Why' });
  const [opened] = await scene.take('pull_request');
  expect(opened?.payload).toMatchObject({
    action: 'opened',
    number,
    pull_request: { state: 'open', merged: false, merged_at: null, head: { sha: headOf('one'), ref: 'one' } },
    sender: { login: 'alice' },
  });
  const before = headOf('one');
  const { sha } = await scene.act({ as: 'will', do: 'push', branch: 'one', files: { 'one.tf': 'y\n' } });
  const [pushed] = await scene.take('pull_request');
  expect(pushed?.payload).toMatchObject({
    ...{ action: 'synchronize', before, after: sha },
    pull_request: { head: { sha } },
    sender: { login: 'will' },
  });
  const merged = await scene.act({ do: 'merge', number, delete_branch: true });
  expect(headOf('main')).toBe(merged.sha);
  expect(headOf('one')).toBeUndefined();
  const [closed, ...rest] = await scene.take('pull_request');
  expect(rest).toEqual([]);
  expect(closed?.payload).toMatchObject({
    action: 'closed',
    pull_request: {
      ...{ state: 'closed', merged: true, merge_commit_sha: merged.sha, merged_by: { login: 'alice' } },
      merged_at: expect.stringMatching(/Z$/),
      head: { sha },
    },
  });
});

test('a squash has one parent, and a conflict is not merged', async () => {
  const number = await startPull('squashed');
  await startPull('conflict');
  await scene.act({ do: 'push', branch: 'conflict', files: { 'squashed.tf': 'other\n' } });
  const main = headOf('main');
  const { sha } = await scene.act({ do: 'merge', number, method: 'squash' });
  const git = scene.simulator.world.repositories.get(1)?.git;
  const commit = (await git?.objects.read(sha))?.content.toString('utf8') ?? '';
  expect(commit.match(/^parent .*$/gm)).toEqual([`parent ${main}`]);
  const refused = await scene.refusal({ do: 'merge', number: number + 1 });
  expect(refused).toEqual({ status: 405, message: 'Pull Request is not mergeable' });
  await scene.take();
});

test('a pull request can be edited, labeled, made a draft, closed and reopened', async () => {
  const number = await startPull('two');
  await scene.take();
  const acts = [
    { do: 'edit', title: 'New' },
    { do: 'label', label: 'infra' },
    { do: 'label', label: 'infra' },
    { do: 'draft' },
    { do: 'ready' },
    { do: 'close' },
    { do: 'reopen' },
    { do: 'unlabel', label: 'infra' },
  ];
  const seen: unknown[] = [];
  for (const act of acts) {
    await scene.act({ number, ...act });
    const hooks = await scene.take();
    seen.push(namesOf(hooks).join());
    if (act.do === 'edit') expect(hooks[0]?.payload.changes).toEqual({ title: { from: 'Merge two' } });
    if (act.do === 'close') expect(hooks[0]?.payload.pull_request).toMatchObject({ merged: false });
  }
  expect(seen).toEqual([
    'pull_request.edited',
    'pull_request.labeled',
    '',
    'pull_request.converted_to_draft',
    'pull_request.ready_for_review',
    'pull_request.closed',
    'pull_request.reopened',
    'pull_request.unlabeled',
  ]);
});

test('the pull requests of a deleted branch are closed', async () => {
  await startPull('three');
  await scene.take();
  await scene.act({ do: 'delete_branch', branch: 'three' });
  expect(namesOf(await scene.take())).toEqual(['pull_request.closed']);
});

test('a box of the App’s comment is ticked by a person who may write', async () => {
  const number = await startPull('four');
  const { id } = await scene.act({ do: 'comment', number, body: 'Held\n- [ ] Dispatch all <!-- do x 1 -->' });
  await scene.take();
  const tick = { do: 'tick', comment: id, box: 'do x 1' };
  for (const as of ['tom', 'rita']) expect((await scene.refusal({ as, ...tick })).status).toBe(403);
  expect((await scene.refusal({ as: 'mallory', ...tick })).status).toBe(404);
  expect(await scene.take()).toEqual([]);
  await scene.act({ as: 'will', ...tick });
  const [edited] = await scene.take();
  expect(edited?.payload).toMatchObject({
    action: 'edited',
    changes: { body: { from: expect.stringContaining('- [ ] Dispatch all') } },
    comment: { body: expect.stringContaining('- [x] Dispatch all'), user: { login: 'alice' } },
    sender: { login: 'will' },
  });
});

test('a box in a quotation is ticked', async () => {
  const number = await startPull('quoted');
  const { id } = await scene.act({ do: 'comment', number, body: '> Held\n> - [ ] Dispatch all' });
  await scene.take();
  await scene.act({ as: 'will', do: 'tick', comment: id, box: 'Dispatch all' });
  const [edited] = await scene.take();
  expect(edited?.payload).toMatchObject({ comment: { body: '> Held\n> - [x] Dispatch all' } });
});

test('a release is created, published and released', async () => {
  await scene.act({ do: 'release', tag: 'v1' });
  const hooks = await scene.take();
  expect(namesOf(hooks)).toEqual(['release.created', 'release.published', 'release.released']);
  expect(hooks[0]?.payload.release).toMatchObject({ tag_name: 'v1', draft: false, target_commitish: 'main' });
  expect((await scene.refusal({ do: 'release', tag: 'v1' })).status).toBe(422);
});

test('GitHub Actions merges without starting a workflow, and Apps are told', async () => {
  const number = await startPull('five');
  await scene.take();
  await scene.act({ as: 'github-actions[bot]', do: 'merge', number });
  expect(namesOf(await scene.take())).toEqual(['check_suite.requested', 'pull_request.closed']);
  expect(scene.simulator.world.events.at(-1)).toMatchObject({ action: 'closed', startsWorkflows: false });
});

test.each([
  ['a push', { as: 'tom', do: 'push', branch: 'x', files: { a: 'b' } }, 403],
  ['a merge', { as: 'tom', do: 'merge', number: 1 }, 403],
  ['a close', { as: 'rita', do: 'close', number: 1 }, 403],
  ['a label', { as: 'rita', do: 'label', number: 1, label: 'x' }, 403],
  ['a rename', { as: 'will', do: 'rename', name: 'x' }, 403],
  ['anything in a private repository', { as: 'mallory', do: 'open', head: 'two' }, 404],
  ['a second pull request of a branch', { do: 'open', head: 'two' }, 422],
  ['a pull request without a change', { do: 'open', head: 'main' }, 422],
  ['a pull request of no branch', { do: 'open', head: 'none' }, 422],
  ['a merge of nothing', { do: 'merge', number: 99 }, 404],
  ['an unknown act', { do: 'dance' }, 400],
  ['an unknown person', { as: 'nobody', do: 'close', number: 1 }, 400],
  ['an unknown key', { do: 'open', head: 'feature', tilte: 'x' }, 400],
])('refuses %s', async (_name, body, status) => {
  expect((await scene.refusal(body)).status).toBe(status);
  expect(await scene.take()).toEqual([]);
});

test('a protected branch is not pushed to', async () => {
  const repository = scene.simulator.world.repositories.get(1);
  repository?.protections.push({
    ...{ id: 1, pattern: 'main', requiresPullRequest: true, requiresSignatures: false },
    ...{
      allowsForcePushes: false,
      allowsDeletions: false,
      pushAllowances: undefined,
      requiredChecks: [],
      bypass: [],
    },
  });
  const main = headOf('main');
  const refused = await scene.refusal({ do: 'push', files: { a: 'b' } });
  expect(refused).toEqual({ status: 422, message: 'Changes must be made through a pull request.' });
  expect(headOf('main')).toBe(main);
  repository?.protections.splice(0);
});

test('what happens to an installation and a repository is told, as long as the App is there', async () => {
  const told = async (body: object) => {
    await scene.act(body);
    return await scene.take();
  };
  const name = 'acme/infra';
  expect((await told({ do: 'default_branch', branch: 'feature' }))[0]?.payload).toMatchObject({
    action: 'edited',
    changes: { default_branch: { from: 'main' } },
    repository: { default_branch: 'feature' },
  });
  expect((await told({ do: 'rename', name: 'infra2' }))[0]?.payload).toMatchObject({
    action: 'renamed',
    changes: { repository: { name: { from: 'infra' } } },
    repository: { id: 1, full_name: 'acme/infra2' },
  });
  await told({ do: 'rename', repository: 'acme/infra2', name: 'infra' });
  expect(namesOf(await told({ do: 'archive' }))).toEqual(['repository.archived']);
  expect((await scene.refusal({ do: 'push', files: { a: 'b' } })).status).toBe(403);
  expect(namesOf(await told({ do: 'unarchive' }))).toEqual(['repository.unarchived']);
  const select = { repository: undefined, installation: 7, repositories: ['acme/other'] };
  expect((await told({ do: 'add_repositories', ...select }))[0]?.payload).toMatchObject({
    action: 'added',
    repositories_added: [{ id: 2, full_name: 'acme/other' }],
    repositories_removed: [],
  });
  expect(namesOf(await told({ do: 'remove_repositories', ...select }))).toEqual([
    'installation_repositories.removed',
  ]);
  const installation = { repository: undefined, installation: 7 };
  expect(namesOf(await told({ do: 'suspend', ...installation }))).toEqual(['installation.suspend']);
  expect(await told({ do: 'archive' })).toEqual([]);
  expect(namesOf(await told({ do: 'unsuspend', ...installation }))).toEqual(['installation.unsuspend']);
  expect(namesOf(await told({ do: 'delete', repository: name }))).toEqual(['repository.deleted']);
  expect(namesOf(await told({ do: 'uninstall', ...installation }))).toEqual(['installation.deleted']);
  const installed = await told({ do: 'install', repository: undefined, app: 'atmos-pro', account: 'acme' });
  expect(installed[0]?.payload).toMatchObject({
    action: 'created',
    installation: { app_slug: 'atmos-pro', repository_selection: 'all' },
    repositories: [{ id: 2 }],
  });
});
