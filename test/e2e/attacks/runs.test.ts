/** Attacks with the identity of a run: one of a fork's pull request, and one that is over. */
import { expect, test } from '@jest/globals';
import type { RunSeed } from '../../../src/simulator/seed/seed-types.ts';
import { startRun } from '../../../src/simulator/seed/start-run.ts';
import { policy, type SceneOptions, type StsScene, source, startStsScene } from '../../server/sts/scene.ts';
import { hastyClock } from '../../support/hasty-clock.ts';
import { callApi } from '../../support/server.ts';
import { target } from '../attack-scene.ts';

const permissions = (['ws:sts:create', 'ws:locks:create', 'ws:affected-stacks:create'] as const).map(
  (permission) => ({ permission, branch: 'main' }),
);
const upload = {
  head_sha: 'a'.repeat(40),
  base_sha: 'b'.repeat(40),
  repo_url: 'https://github.com/acme/app',
  repo_name: 'app',
  repo_owner: 'acme',
  repo_host: 'github.com',
  stacks: [],
};
const requests = [
  ['/api/v1/sts', target],
  ['/api/v1/locks', { key: 'acme/app/prod/vpc', ttl: 60 }],
  ['/api/v1/affected-stacks', upload],
] as const;

/** acme/app hands write access to pull requests from forks; platform/a trusts every run of it. */
function startForkScene({ app, server }: Pick<SceneOptions, 'app' | 'server'>): Promise<StsScene> {
  return startStsScene({
    app,
    server,
    repositories: [
      source('platform/a', policy('{subject: "repo:acme/app:*"}')),
      { name: 'acme/app', send_write_tokens_to_workflows: true },
      { name: 'mallory/app', branches: { main: {} } },
    ],
    workspace: { repositories: [{ name: 'acme/app', permissions }, { name: 'platform/a' }] },
  });
}

let started = 0;

/** Session of a job of such a run. */
async function loginAsRun(scene: StsScene, run: Partial<RunSeed>): Promise<string> {
  started += 1;
  const name = `run ${started}`;
  await startRun(scene.simulator.world, {
    repository: 'acme/app',
    jobs: [{ name, permissions: { 'id-token': 'write' } }],
    ...run,
  });
  return scene.login(name);
}

/** What each request answers to a job of such a run: the status, and the tag of a refusal. */
async function askAsRun(scene: StsScene, run: Partial<RunSeed>): Promise<readonly string[]> {
  const authorization = `Bearer ${await loginAsRun(scene, run)}`;
  const answers = [];
  for (const [path, body] of requests) {
    const { status, body: answer } = await callApi(scene.server, path, body, { authorization });
    answers.push(`${status} ${answer.errorTag ?? ''}`.trim());
  }
  return answers;
}

const pull = { event: 'pull_request', ref: 'refs/pull/7/merge', head_ref: 'main', base_ref: 'main' };
const allowed = ['200', '200', '200'];
const refused = (tag: string) => [`403 ${tag}`, `403 ${tag}`, `403 ${tag}`];

test.each(['pull_request', 'pull_request_review', 'pull_request_review_comment'])(
  'fork: the head branch main of a fork does not pass for main of the repository, under %s',
  async (event) => {
    await using scene = await startForkScene({ app: { actions: 'read' } });
    const fork = { ...pull, event, head_repository: 'mallory/app' };
    expect(await askAsRun(scene, fork)).toEqual(refused('ForkRefused'));
    expect(await askAsRun(scene, pull)).toEqual(allowed);
  },
);

test('fork: where the App may not find out, no run of a pull request is served', async () => {
  await using scene = await startForkScene({});
  expect(await askAsRun(scene, pull)).toEqual(refused('RunOriginUnknown'));
  expect(await askAsRun(scene, {})).toEqual(allowed);
});

test('fork: while GitHub fails, nothing is decided, and the client may ask again', async () => {
  await using scene = await startForkScene({ app: { actions: 'read' } });
  scene.simulator.faults.add({
    route: 'actions/get-workflow-run',
    fault: { kind: 'status', status: 502 },
  });
  expect(await askAsRun(scene, { ...pull, head_repository: 'mallory/app' })).toEqual([
    '503 Unavailable',
    '503 Unavailable',
    '503 Unavailable',
  ]);
});

interface Checked {
  readonly status: number;
  /** Permissions that the run has. */
  readonly allowed: readonly string[];
  /** Of the first permission. */
  readonly why: string;
}

/** What `GET /permissions/check` says to a job of such a run. */
async function checkAsRun(scene: StsScene, session: string): Promise<Checked> {
  const response = await fetch(`${scene.server.url}/api/v1/permissions/check`, {
    headers: { authorization: `Bearer ${session}` },
  });
  const { data } = (await response.json()) as {
    data?: { permissions: { permission: string; allowed: boolean; why: string }[] };
  };
  const checks = data?.permissions ?? [];
  const allowed = checks.filter((check) => check.allowed).map(({ permission }) => permission);
  return { status: response.status, allowed, why: checks[0]?.why ?? '' };
}

const held = permissions.map(({ permission }) => permission);

test('fork: what a job may do is told as its requests are decided', async () => {
  await using scene = await startForkScene({ app: { actions: 'read' } });
  const fork = await checkAsRun(scene, await loginAsRun(scene, { ...pull, head_repository: 'mallory/app' }));
  expect(fork).toMatchObject({ status: 200, allowed: [], why: expect.stringContaining('comes from a fork') });
  const own = await checkAsRun(scene, await loginAsRun(scene, pull));
  expect(own.allowed.toSorted()).toEqual(held.toSorted());
});

test('fork: what a job may do is not told while GitHub fails', async () => {
  await using scene = await startForkScene({ app: { actions: 'read' } });
  const session = await loginAsRun(scene, pull);
  scene.simulator.faults.add({
    route: 'actions/get-workflow-run',
    fault: { kind: 'status', status: 502 },
  });
  expect((await checkAsRun(scene, session)).status).toBe(503);
});

test('ended run: the session of a finished, cancelled or deleted run, or of an earlier attempt, mints and locks nothing', async () => {
  let ahead = 0;
  const clock = { ...hastyClock, now: () => Date.now() + ahead };
  await using scene = await startForkScene({ app: { actions: 'read' }, server: { clock, replicas: 1 } });
  const { world } = scene.simulator;
  const ends = [
    ['finished', (id: number) => finish(id, 'success')],
    ['cancelled', (id: number) => finish(id, 'cancelled')],
    ['superseded', (id: number) => rerun(id)],
    // GitHub deletes only runs that have ended.
    ['deleted', (id: number) => world.runs.delete(id)],
  ] as const;
  function finish(id: number, conclusion: 'success' | 'cancelled'): void {
    for (const { run } of world.jobs.values()) if (run.id === id) run.conclusion = conclusion;
  }
  async function rerun(id: number): Promise<void> {
    await startRun(world, { repository: 'acme/app', id, attempt: 2, jobs: [{ name: `again ${id}` }] });
  }
  const sessions = [];
  for (const [name, end] of [['live', () => undefined] as const, ...ends]) {
    const [job] = await startRun(world, {
      repository: 'acme/app',
      jobs: [{ name, permissions: { 'id-token': 'write' } }],
    });
    sessions.push({ name, session: await scene.login(name) });
    await end(job?.run.id ?? 0);
  }
  ahead = 6 * 60_000;
  for (const { name, session } of sessions) {
    const authorization = `Bearer ${session}`;
    const { allowed, why } = await checkAsRun(scene, session);
    expect([name, allowed.toSorted()]).toEqual([name, name === 'live' ? held.toSorted() : []]);
    if (name !== 'live') expect(why).toContain('The run of this session is over');
    for (const [path, body] of requests) {
      const answer = await callApi(scene.server, path, body, { authorization });
      const expected = name === 'live' ? { status: 200 } : { status: 403, body: { errorTag: 'RunEnded' } };
      expect([name, path, answer]).toMatchObject([name, path, expected]);
    }
  }
});
