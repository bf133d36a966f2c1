/** Runs of pull requests from forks: what their jobs may do, and how the API shows where they come from. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startRun } from '../../src/simulator/seed/start-run.ts';
import { createSimulatedApi, type SimulatedApi } from '../support/simulated-api.ts';

let gitHub: SimulatedApi;

beforeAll(async () => {
  gitHub = await createSimulatedApi({
    accounts: [{ login: 'octocat', type: 'User' }],
    repositories: [
      { name: 'acme/closed', files: { a: 'a' } },
      { name: 'acme/trusting', files: { a: 'a' }, send_write_tokens_to_workflows: true },
      {
        name: 'acme/open',
        files: { a: 'a' },
        visibility: 'public',
        send_write_tokens_to_workflows: true,
      },
      { name: 'mallory/fork', files: { a: 'evil' }, branches: { main: {} } },
    ],
    apps: [{ slug: 'broker', permissions: { actions: 'read' } }],
    installations: [{ app: 'broker', account: 'acme' }],
  });
});
afterAll(() => gitHub.stop());

let count = 0;

async function start(repository: string, event: string, head: string | undefined) {
  count += 1;
  const [job] = await startRun(gitHub.world, {
    repository,
    event,
    head_ref: 'main',
    head_repository: head,
    jobs: [{ name: `job-${count}`, permissions: { contents: 'write', 'id-token': 'write' } }],
  });
  if (job === undefined) throw new Error('No job was started.');
  return job;
}

async function askForIdToken(name: string, requestToken: string): Promise<number> {
  const call = { surface: 'runner', token: requestToken } as const;
  return (await gitHub.call('GET', `/idtoken/${name}?audience=x`, call)).status;
}

test.each([
  { repository: 'acme/closed', event: 'pull_request', head: 'mallory/fork', writes: false },
  { repository: 'acme/closed', event: 'pull_request_review', head: 'mallory/fork', writes: false },
  { repository: 'acme/open', event: 'pull_request', head: 'mallory/fork', writes: false },
  { repository: 'acme/trusting', event: 'pull_request', head: 'mallory/fork', writes: true },
  { repository: 'acme/closed', event: 'pull_request_target', head: 'mallory/fork', writes: true },
  { repository: 'acme/closed', event: 'pull_request', head: undefined, writes: true },
  { repository: 'acme/closed', event: 'pull_request', head: 'acme/closed', writes: true },
])('$event in $repository from $head: write access $writes', async ({ repository, event, head, writes }) => {
  const job = await start(repository, event, head);
  expect(gitHub.world.tokens.get(job.token)?.permissions).toMatchObject({
    contents: writes ? 'write' : 'read',
  });
  expect(await askForIdToken(job.name, job.requestToken)).toBe(writes ? 200 : 403);
});

test('the API shows the fork and its commit as the head', async () => {
  const { run } = await start('acme/closed', 'pull_request_target', 'mallory/fork');
  const token = await gitHub.mint();
  const { body } = await gitHub.call('GET', `/repos/acme/closed/actions/runs/${run.id}`, { token });
  const fork = [...gitHub.world.repositories.values()].find(({ name }) => name === 'fork');
  expect(body).toMatchObject({
    head_branch: 'main',
    head_sha: await fork?.git.resolveRef('refs/heads/main'),
    repository: { full_name: 'acme/closed' },
    head_repository: { full_name: 'mallory/fork' },
  });
  expect(body.head_sha).not.toBe(run.sha);
});

test('a fork that the world does not have is refused', async () => {
  await expect(start('acme/closed', 'pull_request', 'mallory/none')).rejects.toThrow('mallory/none');
});
