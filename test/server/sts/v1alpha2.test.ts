/** `POST /sts` with policies of v1alpha2: each claim of a real ID token decides, and ends in the audit log. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { policy, type StsScene, source, startStsScene } from './scene.ts';

const extended = (match: string) => policy(match).replace('v1alpha1', 'v1alpha2');
const write = { 'id-token': 'write' } as const;
const workflow = 'acme/workflows/.github/workflows/deploy.yml';

/** Source, rule, and the jobs that it allows. */
const sources: readonly (readonly [name: string, match: string, jobs: readonly string[]])[] = [
  ['event', '{repository: acme/infra, event_name: push}', ['hosted', 'self', 'reusable']],
  ['reusable', `{repository: acme/infra, job_workflow_ref: "${workflow}@refs/heads/main"}`, ['reusable']],
  ['repository-id', '{repository_id: "420001"}', ['hosted', 'self', 'reusable', 'target', 'pull']],
  ['other-id', '{repository: acme/infra, repository_id: "420002"}', []],
  ['owner-id', '{repository_owner_id: "70001"}', ['hosted', 'self', 'reusable', 'target', 'pull']],
  [
    'private',
    '{repository: acme/infra, repository_visibility: private}',
    ['hosted', 'self', 'reusable', 'target', 'pull'],
  ],
  ['public', '{repository: acme/infra, repository_visibility: public}', []],
  ['actor-id', '{repository: acme/infra, actor_id: "90001"}', ['target']],
  ['runner', '{repository: acme/infra, runner_environment: self-hosted}', ['self']],
  ['base', '{repository: acme/infra, base_ref: main, event_name: pull_request}', ['pull']],
  ['head', '{repository: acme/infra, head_ref: feature}', ['target', 'pull']],
  ['absent', '{repository: acme/infra, base_ref: "*", event_name: push}', []],
];

let scene: StsScene;
beforeAll(async () => {
  scene = await startStsScene({
    repositories: [
      { name: 'acme/deploy', id: 420_001 },
      ...sources.map(([name, match]) =>
        source(`acme/${name}`, extended(match.replaceAll('acme/infra', 'acme/deploy'))),
      ),
      source('acme/old', policy('{repository: acme/deploy, event_name: push}')),
    ],
    world: {
      accounts: [
        { login: 'acme', id: 70_001 },
        { login: 'platform' },
        { login: 'mallory', id: 90_001, type: 'User' },
      ],
      runs: [
        {
          repository: 'acme/deploy',
          jobs: [
            { name: 'hosted', permissions: write },
            { name: 'self', permissions: write, runner_environment: 'self-hosted' },
            {
              name: 'reusable',
              permissions: write,
              reusable_workflow: { ref: `${workflow}@refs/heads/main` },
            },
          ],
        },
        {
          ...{
            repository: 'acme/deploy',
            event: 'pull_request_target',
            base_ref: 'main',
            head_ref: 'feature',
          },
          ...{ actor: 'mallory', jobs: [{ name: 'target', permissions: write }] },
        },
        {
          ...{ repository: 'acme/deploy', event: 'pull_request', ref: 'refs/pull/7/merge', base_ref: 'main' },
          ...{ head_ref: 'feature', jobs: [{ name: 'pull', permissions: write }] },
        },
      ],
    },
    app: { actions: 'read' },
  });
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

test.each(['hosted', 'self', 'reusable', 'target', 'pull'])(
  'the job %s gets what its claims are allowed, and nothing else',
  async (job) => {
    const names = sources.map(([name]) => `acme/${name}`);
    const { tokens, excluded } = await scene.mint({ sources: names }, job);
    const granted = sources.flatMap(([name, , jobs]) => (jobs.includes(job) ? [`acme/${name}`] : []));
    expect(tokens.flatMap(({ repositories }) => repositories).toSorted()).toEqual(granted.toSorted());
    expect(new Set(excluded?.map(({ reason }) => reason))).toEqual(new Set(['trust_policy_denied']));
  },
);

test('the claims that decide are in the audit log', async () => {
  await scene.mint({ sources: ['acme/base'] }, 'pull');
  const entry = (await scene.server.store.audit.list({ event: 'token.mint' })).at(-1);
  expect(entry?.details['claims']).toMatchObject({
    ...{ event_name: 'pull_request', base_ref: 'main', head_ref: 'feature' },
    ...{ repository_visibility: 'private', runner_environment: 'github-hosted' },
  });
});

test('a claim of v1alpha2 in a policy of v1alpha1 closes the source, and says why', async () => {
  const { tokens, excluded } = await scene.mint({ sources: ['acme/old'] }, 'hosted');
  expect(tokens).toEqual([]);
  expect(excluded).toMatchObject([
    {
      repo: 'acme/old',
      reason: 'trust_policy_invalid',
      message: expect.stringContaining('v1alpha2 can match on it'),
    },
  ]);
});

test('a denial of one job is not remembered for a job that differs in a claim of v1alpha2 alone', async () => {
  const hosted = await scene.login('hosted');
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const answer = await scene.ask(hosted, { sources: ['acme/runner'] });
    expect(answer.text).toContain('trust_policy_denied');
  }
  expect((await scene.mint({ sources: ['acme/runner'] }, 'self')).tokens).toHaveLength(1);
});
