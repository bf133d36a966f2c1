/** Branches: which are protected, by which kind of rule, and what rulesets ask of each. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSimulatedApi, type SimulatedApi } from '../support/simulated-api.ts';

let gitHub: SimulatedApi;
let reader: string;

beforeAll(async () => {
  gitHub = await createSimulatedApi({
    repositories: [
      {
        name: 'acme/infra',
        id: 1,
        files: { a: 'a' },
        branches: {
          'feature/a': {},
          'feature/a b': {},
          'release/1': {},
          'release/1/hotfix': {},
          'v+(1)': {},
          bot: {},
          sketch: {},
        },
        protection: [{ pattern: 'release/*' }, { pattern: 'v+(1)' }],
        rulesets: [
          { name: 'default', rules: ['pull_request', 'update'] },
          {
            name: 'all',
            include: ['~ALL'],
            exclude: ['refs/heads/feature/**', 'refs/heads/s?etch'],
            rules: ['deletion'],
          },
          { name: 'off', include: ['~ALL'], enforcement: 'disabled', rules: ['creation'] },
          { name: 'trial', include: ['~ALL'], enforcement: 'evaluate', rules: ['creation'] },
        ],
      },
    ],
    apps: [{ slug: 'broker', permissions: { contents: 'read', administration: 'read' } }],
    installations: [{ id: 7, app: 'broker', account: 'acme' }],
  });
  reader = await gitHub.mint({ permissions: { contents: 'read' } });
});
afterAll(() => gitHub.stop());

const get = (path: string, token = reader) => gitHub.call('GET', `/repos/acme/infra${path}`, { token });

test.each([
  ['by a ruleset for the default branch', 'main', true, false],
  ['by a classic rule', 'release/1', true, true],
  ['by a ruleset for all, as a star stops at a slash', 'release/1/hotfix', true, false],
  ['by a classic rule with the letters of an expression', 'v+(1)', true, true],
  ['by a ruleset for all', 'bot', true, false],
  ['not at all, being excluded', 'feature/a', false, false],
  ['not at all, being excluded by a question mark', 'sketch', false, false],
])('is protected %s: %s', async (_name, branch, isProtected, isClassic) => {
  const { status, body } = await get(`/branches/${branch}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ name: branch, protected: isProtected, protection: { enabled: isClassic } });
  expect(body.commit.sha).toBe(await gitHub.world.repositories.get(1)?.git.resolveRef(branch));
});

test('finds a branch whose name needs encoding', async () => {
  expect((await get('/branches/feature%2Fa%20b')).body.name).toBe('feature/a b');
});

test.each([
  ['', ['bot', 'feature/a', 'feature/a b', 'main', 'release/1', 'release/1/hotfix', 'sketch', 'v+(1)']],
  ['?protected=true', ['bot', 'main', 'release/1', 'release/1/hotfix', 'v+(1)']],
  ['?protected=false', ['feature/a', 'feature/a b', 'sketch']],
  ['?per_page=2&page=2', ['feature/a b', 'main']],
])('lists branches%s', async (query, names) => {
  const { body } = await get(`/branches${query}`);
  expect(body.map(({ name }: { name: string }) => name)).toEqual(names);
});

test('shows a branch’s rules to every reader of the repository', async () => {
  const seer = await gitHub.mint({ permissions: { metadata: 'read' } });
  const { body } = await get('/rules/branches/main', seer);
  expect(body.map(({ type }: { type: string }) => type)).toEqual(['pull_request', 'update', 'deletion']);
  expect((await get('/rules/branches/feature/a', seer)).body).toEqual([]);
});

test('shows a merge queue as a ruleset, and the checks that a classic rule requires', async () => {
  await using api = await createSimulatedApi({
    repositories: [
      {
        name: 'acme/infra',
        files: { a: 'a' },
        branches: { old: {} },
        merge_queues: [{ branch: 'main', checks: ['lint', { name: 'Atmos Pro', app: 'broker' }] }],
        protection: [{ pattern: 'old', required_checks: ['lint'] }],
      },
    ],
    apps: [{ slug: 'broker', id: 5, permissions: { contents: 'read' } }],
    installations: [{ id: 7, app: 'broker', account: 'acme' }],
  });
  const token = await api.mint({ permissions: { contents: 'read', metadata: 'read' } });
  const ask = async (path: string) => (await api.call('GET', `/repos/acme/infra${path}`, { token })).body;
  const rules = await ask('/rules/branches/main');
  expect(rules).toMatchObject([
    { type: 'merge_queue', parameters: { merge_method: 'MERGE', max_entries_to_build: 5 } },
    {
      type: 'required_status_checks',
      parameters: {
        required_status_checks: [{ context: 'lint' }, { context: 'Atmos Pro', integration_id: 5 }],
      },
    },
  ]);
  expect(await ask(`/rulesets/${rules[0].ruleset_id}`)).toMatchObject({
    enforcement: 'active',
    conditions: { ref_name: { include: ['refs/heads/main'] } },
  });
  expect((await ask('/branches/main')).protected).toBe(true);
  expect((await ask('/branches/old')).protection.required_status_checks).toMatchObject({
    contexts: ['lint'],
    checks: [{ context: 'lint', app_id: null }],
  });
  expect(await ask('/rules/branches/old')).toEqual([]);
});

test('shows a ruleset with whether the caller bypasses it, and a push ruleset for every branch', async () => {
  await using api = await createSimulatedApi({
    repositories: [
      {
        name: 'acme/infra',
        files: { a: 'a' },
        rulesets: [
          {
            name: 'reviews',
            rules: ['pull_request'],
            require_code_owner_review: true,
            dismiss_stale_reviews: true,
            bypass: ['broker'],
          },
          { name: 'paths', rules: ['file_path_restriction'], restricted_file_paths: ['a/**/*'] },
        ],
      },
    ],
    apps: [{ slug: 'broker', permissions: { metadata: 'read' } }],
    installations: [{ id: 7, app: 'broker', account: 'acme' }],
  });
  const token = await api.mint({ permissions: { metadata: 'read' } });
  const ask = async (path: string) => (await api.call('GET', `/repos/acme/infra${path}`, { token })).body;
  const rules = await ask('/rules/branches/main');
  expect(rules).toMatchObject([
    {
      type: 'pull_request',
      parameters: { require_code_owner_review: true, dismiss_stale_reviews_on_push: true },
    },
    { type: 'file_path_restriction', parameters: { restricted_file_paths: ['a/**/*'] } },
  ]);
  expect(await ask('/rules/branches/other')).toMatchObject([{ type: 'file_path_restriction' }]);
  const shown = rules.map(({ ruleset_id: id }: { ruleset_id: number }) => ask(`/rulesets/${id}`));
  expect(await Promise.all(shown)).toMatchObject([
    { name: 'reviews', target: 'branch', current_user_can_bypass: 'always' },
    { name: 'paths', target: 'push', current_user_can_bypass: 'never' },
  ]);
  expect(await ask('/rulesets/99999999')).toMatchObject({ message: 'Not Found' });
});

test.each([['/branches/none'], ['/branches/feature']])('finds no branch at %s', async (path) => {
  expect(await get(path)).toMatchObject({ status: 404, body: { message: 'Branch not found' } });
});

test('needs contents: read', async () => {
  const seer = await gitHub.mint({ permissions: { metadata: 'read' } });
  for (const path of ['/branches', '/branches/main']) expect((await get(path, seer)).status).toBe(403);
});

test('shows classic rules and rulesets in GraphQL', async () => {
  const query = `{ repository(owner: "acme", name: "infra") {
    branchProtectionRules(first: 1) { totalCount pageInfo { hasNextPage endCursor } nodes { pattern requiresApprovingReviews } }
    classic: ref(qualifiedName: "refs/heads/release/1") { branchProtectionRule { pattern allowsDeletions } }
    plain: ref(qualifiedName: "main") { branchProtectionRule { pattern } rules(first: 5) { nodes { type } } } } }`;
  const token = await gitHub.mint();
  const { body } = await gitHub.graphql(query, { token });
  expect(body).toMatchObject({
    data: {
      repository: {
        branchProtectionRules: {
          totalCount: 2,
          pageInfo: { hasNextPage: true },
          nodes: [{ pattern: 'release/*', requiresApprovingReviews: true }],
        },
        classic: { branchProtectionRule: { pattern: 'release/*', allowsDeletions: false } },
        plain: {
          branchProtectionRule: null,
          rules: { nodes: [{ type: 'PULL_REQUEST' }, { type: 'UPDATE' }, { type: 'DELETION' }] },
        },
      },
    },
  });
  const { errors } = (await gitHub.graphql(query, { token: reader })).body;
  expect(errors.map(({ type }: { type: string }) => type)).toContain('FORBIDDEN');
});

test.each([
  ['', 'MISSING_PAGINATION_BOUNDARIES'],
  ['(first: 101)', 'EXCESSIVE_PAGINATION'],
])('wants a page size it can give: "%s"', async (size, type) => {
  const query = `{ repository(owner: "acme", name: "infra") { branchProtectionRules${size} { totalCount } } }`;
  const { body } = await gitHub.graphql(query, { token: await gitHub.mint() });
  expect(body.errors).toMatchObject([{ type }]);
});
