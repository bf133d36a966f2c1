/** A caller that no policy allows requests the tokens of another owner as often as it can. */
import { afterEach, expect, test } from '@jest/globals';
import type { ServerConfigDocument } from '../../../src/schema/generated/server-config.cjs';
import { startRun } from '../../../src/simulator/seed/start-run.ts';
import { dataOf, policy, type StsScene, source, startStsScene } from '../../server/sts/scene.ts';
import type { ApiAnswer } from '../../support/server.ts';
import { target } from '../attack-scene.ts';

const permissions = [{ permission: 'ws:sts:create' as const }];
const trusting = policy('{subject: {regex: "repo:(acme|platform)/.*"}}');
let scene: StsScene;

interface FloodOptions {
  readonly rateLimits?: ServerConfigDocument['rate_limits'];
  /** Of platform/a. */
  readonly policyText?: string;
}

/** platform/a allows acme/infra and platform/consumer; evil/x is in the workspace, and no policy allows it. */
function start({ rateLimits = {}, policyText = trusting }: FloodOptions): Promise<StsScene> {
  return startStsScene({
    repositories: [source('platform/a', policyText), { name: 'evil/x' }],
    world: { installations: [{ app: 'atmos-pro', account: 'evil' }] },
    workspace: {
      repositories: ['acme/infra', 'platform/consumer', 'platform/a', 'evil/x'].map((name) => ({
        name,
        permissions,
      })),
    },
    rateLimits,
    // Every replica has limits of its own.
    server: { replicas: 1 },
  });
}

function installationOf(login: string): number {
  const { accounts, installations } = scene.simulator.world;
  const account = [...accounts.values()].find((candidate) => candidate.login === login);
  const found = [...installations.values()].find(({ accountId }) => accountId === account?.id);
  if (found === undefined) throw new Error(`no installation of ${login}`);
  return found.id;
}

type Resource = 'core' | 'graphql';

/** Gives platform this many points an hour. */
async function limitPlatform(limit: number, used = 0, resource: Resource = 'graphql'): Promise<void> {
  const installation = installationOf('platform');
  const body = JSON.stringify({ installation, [resource]: limit, used: { [resource]: used } });
  const response = await fetch(`${scene.simulator.origin}/_simulator/rate-limits`, { method: 'POST', body });
  expect(response.status).toBe(201);
}

async function usedByPlatform(resource: Resource = 'graphql'): Promise<number> {
  const response = await fetch(`${scene.simulator.origin}/_simulator/rate-limits`);
  const limits = (await response.json()) as readonly {
    installation: number;
    used: Record<Resource, number>;
  }[];
  return limits.find(({ installation }) => installation === installationOf('platform'))?.used[resource] ?? 0;
}

/** Sessions of runs on branches of their own, so that no two have the same claims. */
async function loginOnBranches(repository: string, count: number): Promise<string[]> {
  const sessions: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const name = `${repository} ${index}`;
    const jobs = [{ name, permissions: { 'id-token': 'write' as const } }];
    await startRun(scene.simulator.world, { repository, ref: `refs/heads/b-${index}`, jobs });
    sessions.push(await scene.login(name));
  }
  return sessions;
}

/** Asks with each session in turn, `atOnce` at a time. */
async function flood(sessions: readonly string[], count: number, atOnce = 10): Promise<ApiAnswer[]> {
  const answers: ApiAnswer[] = [];
  let asked = 0;
  async function askOn(): Promise<void> {
    while (asked < count) {
      asked += 1;
      answers.push(await scene.ask(sessions[asked % sessions.length] ?? '', target));
    }
  }
  await Promise.all(Array.from({ length: atOnce }, askOn));
  return answers;
}

const tokensOf = (answers: readonly ApiAnswer[]) =>
  new Set(answers.map((answer) => dataOf(answer).tokens.length));
const statusesOf = (answers: readonly ApiAnswer[]) => new Set(answers.map(({ status }) => status));

async function expectServed(job: string): Promise<void> {
  expect((await scene.mint(target, job)).tokens).toHaveLength(1);
}

async function begin(
  rateLimits?: ServerConfigDocument['rate_limits'],
  more?: Pick<FloodOptions, 'policyText'>,
): Promise<void> {
  scene = await start({ ...more, rateLimits });
}

afterEach(async () => {
  await scene[Symbol.asyncDispose]();
});

test('flood: one session that is denied again and again costs the owner a handful of calls', async () => {
  await begin();
  await limitPlatform(100);
  const [session = ''] = await loginOnBranches('evil/x', 1);
  const answers = await flood([session], 300);
  expect(statusesOf(answers)).toEqual(new Set([200]));
  expect(tokensOf(answers)).toEqual(new Set([0]));
  expect(await usedByPlatform()).toBeLessThanOrEqual(10);
  await expectServed('plan');
});

test('flood: sessions with ever other claims are held to the limit of strangers', async () => {
  await begin();
  await limitPlatform(400);
  const answers = await flood(await loginOnBranches('evil/x', 60), 240);
  expect(statusesOf(answers)).toEqual(new Set([200, 429]));
  const limited = answers.find(({ status }) => status === 429);
  expect(limited?.body).toMatchObject({ success: false, errorTag: 'RateLimited' });
  expect(Number(limited?.headers.get('retry-after'))).toBeGreaterThan(0);
  // 30 a minute, and what the names cost.
  expect(await usedByPlatform()).toBeLessThanOrEqual(40);
  await expectServed('plan');
  await expectServed('other');
});

test('flood: strangers cannot touch the share that is kept for the owner and for callers that were allowed before', async () => {
  await begin({ sts_stranger_per_owner_per_minute: 0 });
  await expectServed('plan');
  await limitPlatform(60);
  const answers = await flood(await loginOnBranches('evil/x', 60), 240);
  expect(statusesOf(answers)).toEqual(new Set([200, 429]));
  expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(60);
  expect(await usedByPlatform()).toBeLessThanOrEqual(32);
  for (let index = 0; index < 5; index += 1) {
    await expectServed('plan');
    await expectServed('other');
  }
});

test('flood: a server that restarts knows the callers that were allowed before', async () => {
  await begin();
  await expectServed('plan');
  const restarted = await scene.startServer({ database: scene.server.config.database });
  await limitPlatform(60, 31);
  const [stranger = ''] = await loginOnBranches('evil/x', 1);
  // From the answer to the first one, the server learns what is left.
  await scene.ask(stranger, target, restarted);
  expect((await scene.ask(stranger, target, restarted)).status).toBe(429);
  expect((await scene.mint(target, 'plan', restarted)).tokens).toHaveLength(1);
});

/** Allows everyone to write, which the server refuses without a ruleset: only its REST API shows one. */
const writing = policy('{subject: "*"}', '{contents: write}');

test('flood: strangers cannot touch the share of the REST limit that is kept for the owner', async () => {
  await begin({ sts_stranger_per_owner_per_minute: 0 }, { policyText: writing });
  const [repository] = [...scene.simulator.world.repositories.values()].filter(({ name }) => name === 'a');
  await limitPlatform(60, 31, 'core');
  const [last = '', ...sessions] = await loginOnBranches('evil/x', 20);
  // The first one learns from GitHub what is left.
  const answers = await flood(sessions, 60, 1);
  expect(tokensOf(answers.filter(({ status }) => status === 200))).toEqual(new Set([0]));
  expect(await usedByPlatform('core')).toBeLessThanOrEqual(32);
  // A policy that needs no question to the REST API is judged all the same.
  await repository?.git.commitFiles([
    { path: '.atmos/pro/sts/default.yaml', content: policy('{repository: "evil/*"}') },
  ]);
  const [judged] = await flood([last], 1);
  expect(judged?.body.data?.['tokens']).toHaveLength(1);
});

test('flood: grants that are checked against rulesets cost the owner a handful of calls', async () => {
  await begin({ sts_stranger_per_owner_per_minute: 0 }, { policyText: writing });
  await limitPlatform(1_000, 0, 'core');
  const answers = await flood(await loginOnBranches('evil/x', 60), 120);
  expect(tokensOf(answers)).toEqual(new Set([0]));
  expect(await usedByPlatform('core')).toBeLessThanOrEqual(5);
});

test('flood: a repository that asks for tokens too often is refused before anything is read', async () => {
  await begin({ sts_per_repository_per_minute: 5 });
  const session = await scene.login('plan');
  const answers = await flood([session], 8, 1);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
  expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
  await expectServed('other');
});

test('flood: a burst of jobs that a policy allows for the first time is served', async () => {
  await begin();
  const answers = await flood(await loginOnBranches('acme/infra', 60), 60, 60);
  expect(statusesOf(answers)).toEqual(new Set([200]));
  expect(tokensOf(answers)).toEqual(new Set([1]));
});

test('a policy that was fixed after a denial lets the next job in', async () => {
  await begin();
  const [session = ''] = await loginOnBranches('evil/x', 1);
  await flood([session], 1);
  const [repository] = [...scene.simulator.world.repositories.values()].filter(({ name }) => name === 'a');
  await repository?.git.commitFiles([
    { path: '.atmos/pro/sts/default.yaml', content: policy('{repository: "evil/*"}') },
  ]);
  const [answer] = await flood([session], 1);
  expect(answer?.body.data?.['tokens']).toHaveLength(1);
});

test('the end of GitHub’s own limit is told as Retry-After', async () => {
  await begin();
  await expectServed('plan');
  await limitPlatform(60, 60);
  const answer = await scene.ask(await scene.login('plan'), target);
  expect(answer).toMatchObject({ status: 503, body: { errorTag: 'Unavailable' } });
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(60);
});
