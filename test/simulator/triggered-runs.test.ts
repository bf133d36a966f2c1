/** Runs that events start: which ref and commit they have, which filters they pass, and who starts none. */
import { expect, test } from '@jest/globals';
import { callGit } from '../../src/simulator/git/process.ts';
import { recordEvent, recordRefUpdate } from '../../src/simulator/refs/events.ts';
import { createRuns } from '../../src/simulator/seed/create-runs.ts';
import type { Repository } from '../../src/simulator/world/world.ts';
import { createWorkflowScene, simpleWorkflow, type WorkflowScene } from './workflow-scene.ts';

function repositoryOf({ gitHub }: WorkflowScene, name = 'infra'): Repository {
  const found = [...gitHub.world.repositories.values()].find((repository) => repository.name === name);
  if (found === undefined) throw new Error(`Unknown repository ${name}.`);
  return found;
}

function personOf({ gitHub }: WorkflowScene) {
  return [...gitHub.world.accounts.values()].find(({ login }) => login === 'alice');
}

/** A commit on a branch, pushed by a person unless a token is given. */
async function push(
  scene: WorkflowScene,
  { branch = 'main', path = 'a.tf', job }: { branch?: string; path?: string; job?: string } = {},
): Promise<string> {
  const { world } = scene.gitHub;
  const repository = repositoryOf(scene);
  const ref = `refs/heads/${branch}`;
  const before = await repository.git.resolveRef(ref);
  const after = await repository.git.commitFiles([{ path, content: String(Math.random()) }], { branch });
  const token = job === undefined ? personOf(scene) : world.tokens.get(world.jobs.get(job)?.token ?? '');
  recordRefUpdate(world, repository, { token, ref, before, after });
  return after;
}

function act(scene: WorkflowScene, event: Parameters<typeof recordEvent>[2]): void {
  recordEvent(scene.gitHub.world, personOf(scene), { repositoryId: repositoryOf(scene).id, ...event });
}

async function started(scene: WorkflowScene): Promise<readonly string[]> {
  const runs = await scene.runs();
  return runs.map(({ workflow, event, ref }) => `${workflow.split('/').at(-1)} ${event} ${ref}`);
}

test('a push starts the workflows whose branches and paths fit, at its commit', async () => {
  await using scene = await createWorkflowScene({
    workflows: {
      'all.yaml': simpleWorkflow('push:'),
      'tags.yaml': simpleWorkflow('push: {tags: [v*]}'),
      'release.yaml': simpleWorkflow("push: {branches: ['release/**', '!release/old/**']}"),
      'docs.yaml': simpleWorkflow("push: {paths: ['docs/**', '!docs/private/**']}"),
      'code.yaml': simpleWorkflow("push: {paths-ignore: ['**.md']}"),
      'other.yaml': simpleWorkflow('workflow_dispatch:'),
      'broken.yaml': 'on: push\njobs: {}\n',
    },
  });
  const sha = await push(scene, { path: 'docs/a.md' });
  expect(await started(scene)).toEqual(['all.yaml push refs/heads/main', 'docs.yaml push refs/heads/main']);
  expect(await scene.runs()).toMatchObject([
    { sha, head_sha: sha, actor: 'alice', title: 'Update files' },
    {},
  ]);
  await push(scene, { branch: 'release/new/1' });
  await push(scene, { branch: 'release/old/1', path: 'docs/private/a.md' });
  const repository = repositoryOf(scene);
  const after = await repository.git.resolveRef('refs/heads/main');
  await repository.git.updateRef('refs/tags/v1', after);
  const tag = { token: personOf(scene), ref: 'refs/tags/v1', before: undefined, after };
  recordRefUpdate(scene.gitHub.world, repository, tag);
  // A branch that is deleted starts nothing.
  const gone = { token: personOf(scene), ref: 'refs/heads/x', before: after, after: undefined };
  recordRefUpdate(scene.gitHub.world, repository, gone);
  expect((await started(scene)).slice(2)).toEqual([
    'all.yaml push refs/heads/release/new/1',
    'code.yaml push refs/heads/release/new/1',
    'release.yaml push refs/heads/release/new/1',
    'all.yaml push refs/heads/release/old/1',
    'all.yaml push refs/tags/v1',
    'code.yaml push refs/tags/v1',
    'docs.yaml push refs/tags/v1',
    'tags.yaml push refs/tags/v1',
  ]);
});

test('an event by a job’s token starts nothing', async () => {
  await using scene = await createWorkflowScene({ workflows: { 'all.yaml': simpleWorkflow('push:') } });
  const seeded = { repository: 'acme/infra', actor: 'alice', event: 'schedule', jobs: [{ name: 'job' }] };
  await createRuns(scene.gitHub.world, { runs: [seeded] });
  await push(scene, { job: 'job' });
  expect((await scene.runs()).map(({ event }) => event)).toEqual(['schedule']);
  expect(scene.gitHub.world.events[0]).toMatchObject({ event: 'push', actor: 'github-actions[bot]' });
  await push(scene);
  expect((await scene.runs()).map(({ event }) => event)).toEqual(['schedule', 'push']);
});

function createPullScene(): Promise<WorkflowScene> {
  return createWorkflowScene({
    workflows: {
      'checks.yaml': simpleWorkflow("pull_request: {branches: [main], paths: ['**.tf']}"),
      'closed.yaml': simpleWorkflow('pull_request: {types: [closed, labeled]}'),
      'target.yaml': simpleWorkflow('pull_request_target:'),
    },
    repository: {
      branches: { feature: { files: { 'b.tf': 'b' } }, docs: { files: { 'b.md': 'b' } } },
      pull_requests: [
        { head: 'feature', author: 'alice', title: 'Add b' },
        { head: 'docs', author: 'alice' },
        { head: 'main', author: 'alice', head_repository: 'alice/infra' },
      ],
    },
    repositories: [
      {
        name: 'alice/infra',
        files: { 'c.tf': 'c', '.github/workflows/checks.yaml': simpleWorkflow('pull_request:') },
      },
    ],
  });
}

test('a pull request starts workflows at the merge of its head into its base', async () => {
  await using scene = await createPullScene();
  const repository = repositoryOf(scene);
  act(scene, { event: 'pull_request', action: 'opened', subject: 1 });
  act(scene, { event: 'pull_request', action: 'opened', subject: 2 });
  act(scene, { event: 'pull_request', action: 'edited', subject: 1 });
  expect(await started(scene)).toEqual([
    'checks.yaml pull_request refs/pull/1/merge',
    'target.yaml pull_request_target refs/heads/main',
    'target.yaml pull_request_target refs/heads/main',
  ]);
  const head = await repository.git.resolveRef('refs/heads/feature');
  const merge = await repository.git.resolveRef('refs/pull/1/merge');
  const main = await repository.git.resolveRef('refs/heads/main');
  const [checks, target] = await scene.runs();
  expect(checks).toMatchObject({ sha: merge, head_sha: head, title: 'Add b', pull_request: 1 });
  expect(target).toMatchObject({ sha: main, head_sha: head });
  expect(await scene.call('GET', `/actions/runs/${checks?.id}`)).toMatchObject({
    body: {
      head_branch: 'feature',
      pull_requests: [{ number: 1, head: { ref: 'feature' }, base: { ref: 'main' } }],
    },
  });
});

test('a merged pull request has its base branch as the ref', async () => {
  await using scene = await createPullScene();
  const repository = repositoryOf(scene);
  const pull = repository.pullRequests.get(1);
  const mergeSha = await repository.git.commitFiles([{ path: 'b.tf', content: 'b' }]);
  Object.assign(pull ?? {}, {
    state: 'merged',
    mergeSha,
    headSha: await repository.git.resolveRef('refs/heads/feature'),
  });
  act(scene, { event: 'pull_request', action: 'closed', subject: 1 });
  act(scene, { event: 'pull_request', action: 'closed', subject: 2 });
  expect(await scene.runs()).toMatchObject([
    {
      workflow: '.github/workflows/closed.yaml',
      ref: 'refs/heads/main',
      sha: mergeSha,
      head_sha: pull?.headSha,
    },
    { workflow: '.github/workflows/closed.yaml', ref: 'refs/pull/2/merge' },
  ]);
});

test('a pull request that conflicts starts no pull_request run', async () => {
  await using scene = await createPullScene();
  await repositoryOf(scene).git.commitFiles([{ path: 'b.tf', content: 'other' }]);
  act(scene, { event: 'pull_request', action: 'opened', subject: 1 });
  expect(await started(scene)).toEqual(['target.yaml pull_request_target refs/heads/main']);
});

test('a run of a fork has a token that can only read, and no ID token', async () => {
  const permissions = 'permissions: {contents: write, id-token: write}\n';
  await using scene = await createWorkflowScene({
    workflows: { 'a.yaml': simpleWorkflow('[pull_request, pull_request_target]', permissions) },
    actions: { start_after: 0 },
    repository: { pull_requests: [{ head: 'patch', author: 'alice', head_repository: 'alice/fork' }] },
    repositories: [{ name: 'alice/fork', files: { 'c.tf': 'c' } }],
  });
  const { git: base } = repositoryOf(scene);
  const { git: fork } = repositoryOf(scene, 'fork');
  await callGit(fork.path, ['fetch', '--quiet', base.path, '+refs/heads/main:refs/heads/main']);
  const head = await fork.commitFiles([{ path: 'patch.tf', content: 'x' }], { branch: 'patch' });
  act(scene, { event: 'pull_request', action: 'opened', subject: 1 });
  expect(await scene.runs()).toMatchObject([
    { event: 'pull_request', ref: 'refs/pull/1/merge', head_sha: head },
    { event: 'pull_request_target', ref: 'refs/heads/main', head_sha: head },
  ]);
  const jobs = [...scene.gitHub.world.jobs.values()];
  expect(jobs.map(({ run, permissions: held }) => [run.event, held])).toEqual([
    ['pull_request', { contents: 'read' }],
    ['pull_request_target', { contents: 'write', 'id-token': 'write' }],
  ]);
});

test('a merge group and a release start workflows at their commit', async () => {
  await using scene = await createWorkflowScene({
    workflows: {
      'queue.yaml': simpleWorkflow('merge_group: {branches: [main]}'),
      'other.yaml': simpleWorkflow('merge_group: {branches: [develop]}'),
      'release.yaml': simpleWorkflow('release: {types: [published]}'),
    },
  });
  const repository = repositoryOf(scene);
  const sha = await repository.git.resolveRef('refs/heads/main');
  const ref = 'refs/heads/gh-readonly-queue/main/pr-1-abc';
  await repository.git.updateRef(ref, sha);
  await repository.git.updateRef('refs/tags/v1', sha);
  const group = { ref, baseRef: 'refs/heads/main', before: sha, after: sha };
  act(scene, { event: 'merge_group', action: 'checks_requested', ...group });
  act(scene, { event: 'release', action: 'created', ref: 'refs/tags/v1' });
  act(scene, { event: 'release', action: 'published', ref: 'refs/tags/v1' });
  expect(await started(scene)).toEqual([
    `queue.yaml merge_group ${ref}`,
    'release.yaml release refs/tags/v1',
  ]);
  expect(await scene.runs()).toMatchObject([{ sha }, { sha, title: 'v1' }]);
});
