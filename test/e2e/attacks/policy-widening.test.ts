/** A job that a policy grants `contents: write` must not be able to change that policy. */
import { expect, test } from '@jest/globals';
import { inspectTrustPolicy } from '../../../src/domain/trust-policy/lint-policy.ts';
import type { FilesSeed, RulesetSeed } from '../../../src/simulator/seed/seed-types.ts';
import { policy, policyFile, type SceneOptions, source, startStsScene } from '../../server/sts/scene.ts';
import { hastyClock } from '../../support/hasty-clock.ts';
import { anyone, repositoryOf, target } from '../attack-scene.ts';

const writing = policy(anyone, '{contents: write}');
const paths: RulesetSeed = {
  name: 'paths',
  rules: ['file_path_restriction'],
  restricted_file_paths: ['.atmos/pro/sts/**/*'],
};
const reviews: RulesetSeed = {
  name: 'reviews',
  rules: ['pull_request'],
  require_code_owner_review: true,
  dismiss_stale_reviews: true,
};
const owned = '/.atmos/pro/sts/ @platform/admins\n/.github/ @platform/admins\n';

interface Protected {
  readonly rulesets?: readonly RulesetSeed[];
  readonly codeowners?: string;
  readonly permissions?: string;
  readonly options?: Partial<SceneOptions>;
}

function start({ rulesets = [], codeowners, permissions, options }: Protected) {
  const text = permissions === undefined ? writing : policy(anyone, permissions);
  const seed = source('platform/a', text, { rulesets });
  const files: FilesSeed = { ...seed.files, ...(codeowners && { '.github/CODEOWNERS': codeowners }) };
  return startStsScene({ repositories: [{ ...seed, files }], ...options });
}

type Scene = Awaited<ReturnType<typeof start>>;

/** Commits a file to the default branch with a minted token; the messages of GitHub's errors. */
async function commit(scene: Scene, token: string, path: string): Promise<string> {
  const { git } = repositoryOf(scene.simulator.world, 'platform/a');
  const input = {
    branch: { repositoryNameWithOwner: 'platform/a', branchName: 'main' },
    message: { headline: 'Widen' },
    expectedHeadOid: await git.resolveRef('main'),
    fileChanges: { additions: [{ path, contents: Buffer.from(policy(anyone)).toString('base64') }] },
  };
  const query =
    'mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }';
  const response = await fetch(scene.simulator.urls.graphql, {
    method: 'POST',
    headers: { authorization: `bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const body = (await response.json()) as { errors?: { message: string }[] };
  return (body.errors ?? []).map(({ message }) => message).join('\n');
}

test.each<[string, Protected]>([
  ['no protection', {}],
  ['a ruleset that is only evaluated', { rulesets: [{ ...paths, enforcement: 'evaluate' }] }],
  ['a restriction of one policy', { rulesets: [{ ...paths, restricted_file_paths: [policyFile] }] }],
  ['a restriction that the App bypasses', { rulesets: [{ ...paths, bypass: ['atmos-pro'] }] }],
  [
    'reviews for another branch',
    { rulesets: [{ ...reviews, include: ['refs/heads/x'] }], codeowners: owned },
  ],
  ['reviews that the App bypasses', { rulesets: [{ ...reviews, bypass: ['atmos-pro'] }], codeowners: owned }],
  [
    'reviews without code owners',
    { rulesets: [{ ...reviews, require_code_owner_review: false }], codeowners: owned },
  ],
  [
    'reviews that stay after a push',
    { rulesets: [{ ...reviews, dismiss_stale_reviews: false }], codeowners: owned },
  ],
  ['reviews without CODEOWNERS', { rulesets: [reviews] }],
  [
    'a CODEOWNERS file without owners',
    { rulesets: [reviews], codeowners: '/.atmos/pro/sts/ @platform/admins\n' },
  ],
  ['a last entry without owners', { rulesets: [reviews], codeowners: `${owned}*.yaml\n` }],
])('policy widening: contents: write is refused with %s', async (_name, given) => {
  await using scene = await start(given);
  const { tokens, excluded } = await scene.mint(target, 'other');
  expect(tokens).toEqual([]);
  expect(excluded).toMatchObject([{ repo: 'platform/a', reason: 'trust_policy_denied' }]);
  expect(excluded[0]?.message).toContain('contents: write, with which the caller could change the policy');
  // Of another owner, the caller learns the reason only.
  expect((await scene.mint(target)).excluded).toEqual([
    { repo: 'platform/a', reason: 'trust_policy_denied' },
  ]);
});

test.each<[string, Protected, string]>([
  ['a restricted path', { rulesets: [paths] }, 'File path is restricted'],
  ['reviews of code owners', { rulesets: [reviews], codeowners: owned }, 'through a pull request'],
])(
  'policy widening: contents: write is granted with %s, and cannot change the policy',
  async (_name, given, fault) => {
    await using scene = await start(given);
    const { tokens } = await scene.mint(target);
    expect(tokens).toMatchObject([{ permissions: { contents: 'write', metadata: 'read' } }]);
    const [{ token = '' } = {}] = tokens;
    expect(await commit(scene, token, policyFile)).toContain(fault);
    expect(await commit(scene, token, '.atmos/pro/sts/another.yaml')).toContain(fault);
    if (given.rulesets?.includes(paths)) expect(await commit(scene, token, 'README.md')).toBe('');
  },
);

test.each(['administration', 'repository_custom_properties'])(
  'policy widening: %s: write is refused whatever protects the directory',
  async (permission) => {
    const permissions = `{${permission}: write}`;
    const options = { app: { [permission]: 'write' } } as const;
    await using scene = await start({ rulesets: [paths], permissions, options });
    const { tokens, excluded } = await scene.mint(target, 'other');
    expect(tokens).toEqual([]);
    expect(excluded).toMatchObject([
      { reason: 'trust_policy_denied', message: expect.stringContaining('Remove it from the policy.') },
    ]);
  },
);

test.each(['repos/get-branch-rules', 'repos/get-repo-ruleset'])(
  'policy widening: nothing is granted while GitHub does not show its rulesets (%s)',
  async (route) => {
    await using scene = await start({ rulesets: [paths] });
    scene.simulator.faults.add({ route, fault: { kind: 'status', status: 502 } });
    const answer = await scene.ask(await scene.login(), target);
    expect(answer.status).toBe(503);
    scene.simulator.faults.clear();
    expect((await scene.mint(target)).tokens).toHaveLength(1);
  },
);

test.each([
  'contents: write',
  'contents: admin',
  'administration: write',
  'repository_custom_properties: write',
])('policy widening: the linter warns about a grant of %s', (permissions) => {
  const text = policy('{repository: "acme/infra", ref: "refs/heads/main"}', `{${permissions}}`);
  const { findings } = inspectTrustPolicy({ content: Buffer.from(text), file: policyFile });
  expect(findings).toContainEqual(
    expect.objectContaining({
      id: 'write-covers-policy',
      severity: 'warning',
      message: expect.stringContaining('The server refuses the grant'),
    }),
  );
});

test('policy widening: a protection that is removed counts for a minute, and one that is added within 10 s', async () => {
  let ahead = 0;
  const clock = { ...hastyClock, now: () => Date.now() + ahead };
  await using scene = await start({ rulesets: [paths], options: { server: { clock, replicas: 1 } } });
  const denied = [{ reason: 'trust_policy_denied' }];
  expect((await scene.mint(target)).tokens).toHaveLength(1);
  const { rulesets } = repositoryOf(scene.simulator.world, 'platform/a');
  const removed = rulesets.splice(0);
  scene.calls();
  expect((await scene.mint(target)).tokens).toHaveLength(1);
  expect(scene.calls().filter((call) => call.startsWith('repos/get'))).toEqual([]);
  ahead += 61_000;
  expect((await scene.mint(target)).excluded).toMatchObject(denied);
  rulesets.push(...removed);
  ahead += 11_000;
  expect((await scene.mint(target)).tokens).toHaveLength(1);
});

test('policy widening: requests at the same time share one reading of the rulesets', async () => {
  await using scene = await start({ rulesets: [paths], options: { server: { replicas: 1 } } });
  const session = await scene.login();
  scene.calls();
  const answers = await Promise.all(Array.from({ length: 10 }, () => scene.ask(session, target)));
  expect(answers.map(({ body }) => body.data?.['tokens'])).toMatchObject(answers.map(() => [{}]));
  expect(scene.calls().filter((call) => call.startsWith('repos/get'))).toHaveLength(2);
});

test('policy widening: no more than 20 rulesets are read', async () => {
  const many = Array.from({ length: 30 }, (_, index) => ({
    ...paths,
    name: `paths ${index}`,
    bypass: ['atmos-pro'],
  }));
  await using scene = await start({ rulesets: many, options: { server: { replicas: 1 } } });
  expect((await scene.mint(target, 'other')).excluded).toMatchObject([{ reason: 'trust_policy_denied' }]);
  expect(scene.calls().filter((call) => call.startsWith('repos/get-repo-ruleset'))).toHaveLength(20);
});

test('policy widening: a workspace that switches the guard off grants what the policy says', async () => {
  await using scene = await start({ options: { workspace: { sts: { guard_policy_directory: false } } } });
  expect((await scene.mint(target)).tokens).toMatchObject([{ permissions: { contents: 'write' } }]);
});
