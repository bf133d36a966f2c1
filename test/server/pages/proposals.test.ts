/** A policy that an admin has the App propose: what is opened at GitHub, who may, and everything that keeps it from happening. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { StoredAuditEntry } from '../../../src/domain/audit/entry.ts';
import { diffCommits } from '../../../src/simulator/git/diff.ts';
import type { FaultRule } from '../../../src/simulator/transports/faults.ts';
import type { Ruleset } from '../../../src/simulator/world/branch-rules.ts';
import { renameRepository, transferRepository } from '../../../src/simulator/world/owner-changes.ts';
import type { Repository } from '../../../src/simulator/world/world.ts';
import { createJumpingClock } from '../../support/jumping-clock.ts';
import {
  type PageBrowser,
  type PageScene,
  proposingSeed,
  proposingWorkspaces,
  startPageScene,
} from '../../support/page-scene.ts';

const config = { workspaces: proposingWorkspaces };
/** Proposals are limited by the minute. */
const clock = createJumpingClock();
let scene: PageScene;
let adam: PageBrowser;
beforeAll(async () => {
  scene = await startPageScene({ replicas: 1, seed: proposingSeed, config, clock });
  adam = await scene.signIn('adam');
});
afterAll(async () => scene[Symbol.asyncDispose]());

const access = '/w/ws_acme/access';
const values = { policy: 'ci', repository: 'acme/infra', branch: 'main', permission: 'issues=write' };
const addressOf = (fields: Readonly<Record<string, string>> = values, id = '1002') =>
  `${access}/${id}/propose?${new URLSearchParams(fields)}`;

function modulesOf({ simulator }: PageScene): Repository {
  const repository = simulator.world.repositories.get(1002);
  if (repository === undefined) throw new Error('no acme/modules');
  return repository;
}

function ruleset(fields: Pick<Ruleset, 'rules'> & Partial<Ruleset>): Ruleset {
  return {
    ...{
      id: 900,
      name: 'policies',
      enforcement: 'active',
      include: ['~ALL'],
      exclude: [],
      restrictedPaths: [],
    },
    ...{ requiredApprovals: 0, requiresCodeOwnerReview: false, dismissesStaleReviews: false, bypass: [] },
    ...fields,
  };
}

function decode(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&#39;', "'");
}

/** The digest of the form that the page shows. */
async function readDigest(path = addressOf(), browser = adam): Promise<string> {
  const answer = await browser.get(path);
  expect({ path, status: answer.status }).toEqual({ path, status: 200 });
  return /name="digest" value="([0-9a-f]{64})"/.exec(await answer.text())?.[1] ?? '';
}

async function propose(fields: Readonly<Record<string, string>> = values, browser = adam): Promise<Response> {
  const path = addressOf(fields);
  return browser.post(path, { digest: await readDigest(path, browser) });
}

async function lastEntry({ server }: PageScene): Promise<StoredAuditEntry | undefined> {
  const entries = await server.store.audit.list({ event: 'policy.proposed', order: 'newest', limit: 1 });
  return entries[0];
}

function openPulls(of: PageScene) {
  return [...modulesOf(of).pullRequests.values()];
}

function branchesOf(of: PageScene): Promise<readonly { readonly ref: string; readonly oid: string }[]> {
  return modulesOf(of).git.listRefs('refs/heads/atmos-pro/');
}

describe('a proposal', () => {
  beforeEach(() => clock.jump(60_000));

  test('is offered on the draft page, beside the link in the name of the person', async () => {
    const draft = await (await adam.get(addressOf().replace('/propose', '/draft'))).text();
    expect(draft).toContain('/acme/modules/new/main?');
    expect(decode(draft)).toContain(`href="${addressOf()}"`);
  });

  test('is shown before: the file, whom it lets in, the branch and the pull request', async () => {
    const page = decode(await (await adam.get(addressOf())).text());
    expect(page).toContain('jobs of acme/infra, on branch main');
    expect(page).toContain('+        repository: "acme/infra"');
    expect(page).toContain('atmos-pro/policy-ci-');
    expect(openPulls(scene)).toEqual([]);
  });

  test('is one signed commit of one file on a branch, and a pull request that asks the person for a review', async () => {
    const { git } = modulesOf(scene);
    const base = await git.resolveRef('refs/heads/main');
    const answer = await propose();
    expect(answer.status).toBe(303);
    const [pull, ...others] = openPulls(scene);
    expect(others).toEqual([]);
    expect(pull).toMatchObject({ title: 'Add the trust policy ci', baseRef: 'main', state: 'open' });
    expect(pull?.headRef).toMatch(/^atmos-pro\/policy-ci-[0-9a-f]{16}$/);
    expect([...(pull?.requestedReviewers ?? [])]).toEqual([502]);
    for (const text of ['<code>adam</code>', '<code>502</code>', 'jobs of acme/infra', 'write issues'])
      expect(pull?.body).toContain(text);
    const head = git.readRef(`refs/heads/${pull?.headRef}`) ?? '';
    const changed = await diffCommits(git, base ?? '', head);
    expect(changed.map(({ path }) => path)).toEqual(['.atmos/pro/sts/ci.yaml']);
    const commit = await git.objects.read(head);
    const text = String(commit?.content);
    expect(text).toContain(`parent ${base}`);
    expect(text).toContain('gpgsig ');
    expect(text).toContain('Proposed by adam (user ID 502).');
    const page = await (await adam.get(answer.headers.get('location') ?? '')).text();
    expect(page).toContain(`/acme/modules/pull/${pull?.number}`);
    expect(await lastEntry(scene)).toMatchObject({
      ...{ outcome: 'allowed', actor: 'adam', workspaceId: 'ws_acme', repository: 'acme/modules' },
      details: {
        ...{
          person: { id: '502', login: 'adam' },
          pullRequest: pull?.number,
          isKnown: false,
          isReviewer: true,
        },
        ...{
          path: '.atmos/pro/sts/ci.yaml',
          branch: pull?.headRef,
          rule: { who: 'jobs of acme/infra, on branch main' },
        },
      },
    });
  });

  test('pressed again, one after the other or at once, is the same pull request', async () => {
    const [pull] = openPulls(scene);
    const digest = await readDigest();
    const again = await adam.post(addressOf(), { digest });
    expect(again.headers.get('location')).toBe(`${access}/1002/proposals/${pull?.number}`);
    expect(await lastEntry(scene)).toMatchObject({ details: { isKnown: true } });
    await using other = await startPageScene({ replicas: 1, seed: proposingSeed, config });
    const browser = await other.signIn('adam');
    const fresh = await readDigest(addressOf(), browser);
    const both = await Promise.all([1, 2].map(() => browser.post(addressOf(), { digest: fresh })));
    expect(new Set(both.map(({ headers }) => headers.get('location'))).size).toBe(1);
    expect(openPulls(other)).toHaveLength(1);
    expect(await branchesOf(other)).toHaveLength(1);
  });

  test('of a policy that exists adds the rule, and keeps the rest of the file', async () => {
    const fields = { ...values, policy: 'default', branch: 'next' };
    const shown = decode(await (await adam.get(addressOf(fields))).text());
    expect(shown).toContain('Adds a rule to');
    expect((await propose(fields)).status).toBe(303);
    const { git } = modulesOf(scene);
    const pull = openPulls(scene).at(-1);
    expect(pull?.title).toBe('Add a rule to the trust policy default');
    const read = async (revision: string) => {
      const entry = await git.readPath(revision, '.atmos/pro/sts/default.yaml');
      return entry?.type === 'blob' ? String(entry.content) : '';
    };
    const [before, after] = [await read('main'), await read(pull?.headRef ?? '')];
    expect(after.startsWith(before)).toBe(true);
    expect(after.slice(before.length)).toContain('ref: "refs/heads/next"');
  });

  test('that lost its answer on the way is finished by the next press', async () => {
    for (const [index, route] of ['git/create-ref', 'pulls/create'].entries()) {
      const fields = { ...values, branch: `lost-${index}` };
      const digest = await readDigest(addressOf(fields));
      const end = scene.simulator.faults.add({ route, fault: { kind: 'status-after', status: 502 } });
      const count = openPulls(scene).length;
      const first = await adam.post(addressOf(fields), { digest });
      end();
      const second = await adam.post(addressOf(fields), { digest });
      expect({ route, status: second.status }).toEqual({ route, status: 303 });
      expect([303, 409, 503]).toContain(first.status);
      expect(openPulls(scene)).toHaveLength(count + 1);
    }
  });

  test('costs GitHub a bounded number of calls, and leaves no token behind', async () => {
    const fields = { ...values, branch: 'calls' };
    const digest = await readDigest(addressOf(fields));
    const before = scene.simulator.journal.entries().length;
    expect((await adam.post(addressOf(fields), { digest })).status).toBe(303);
    const calls = scene.simulator.journal.entries().slice(before);
    expect(calls.length).toBeLessThanOrEqual(12);
    expect(calls.at(-1)?.route).toBe('apps/revoke-installation-access-token');
  });
});

/** Sends the form of `fields` and expects that nothing comes of it but the entry. */
async function refuse(
  of: PageScene,
  browser: PageBrowser,
  {
    digest,
    fields = values,
  }: { readonly digest: string; readonly fields?: Readonly<Record<string, string>> },
) {
  const before = { pulls: openPulls(of).length, branches: (await branchesOf(of)).length };
  const answer = await browser.post(addressOf(fields), { digest });
  const page = decode(await answer.text());
  expect({ pulls: openPulls(of).length, branches: (await branchesOf(of)).length }).toEqual(before);
  const entry = await lastEntry(of);
  return { status: answer.status, page, outcome: entry?.outcome, refusal: entry?.details['refusal'], entry };
}

describe('is refused', () => {
  let other: PageScene;
  let browser: PageBrowser;
  let digest: string;
  beforeEach(async () => {
    other = await startPageScene({ replicas: 1, seed: proposingSeed, config, clock });
    browser = await other.signIn('adam');
    digest = await readDigest(addressOf(), browser);
  });
  afterEach(async () => other[Symbol.asyncDispose]());

  test('to a person without write access to the repository at that moment', async () => {
    const repository = modulesOf(other);
    repository.people.set(502, 'triage');
    expect(await refuse(other, browser, { digest })).toMatchObject({
      ...{ status: 403, outcome: 'denied', refusal: 'PermissionMissing' },
      entry: { repository: 'acme/modules', actor: 'adam' },
    });
    expect(other.simulator.journal.entries().some(({ route }) => route === 'git/create-commit')).toBe(false);
    repository.people.set(502, 'write');
    expect((await browser.post(addressOf(), { digest })).status).toBe(303);
  });

  test('to a person whose login is another account by now', async () => {
    const { accounts } = other.simulator.world;
    const adamAccount = accounts.get(502);
    if (adamAccount === undefined) throw new Error('no adam');
    accounts.set(502, { ...adamAccount, login: 'adam-was' });
    accounts.set(777, { ...adamAccount, id: 777 });
    modulesOf(other).people.set(777, 'admin');
    expect(await refuse(other, browser, { digest })).toMatchObject({ status: 403, outcome: 'denied' });
  });

  test('to a member, and to a form of another site', async () => {
    const mona = await other.signIn('mona');
    expect((await mona.get(addressOf())).status).toBe(403);
    expect((await mona.post(addressOf(), { digest })).status).toBe(403);
    const foreign = { 'sec-fetch-site': 'cross-site' };
    expect((await browser.post(addressOf(), { digest }, foreign)).status).toBe(403);
    expect(openPulls(other)).toEqual([]);
    expect(await lastEntry(other)).toBeUndefined();
  });

  test('when the policy changed since the page was shown, or the form is not of the page', async () => {
    const existing = { ...values, policy: 'default' };
    const shown = await readDigest(addressOf(existing), browser);
    const text =
      'apiVersion: atmos-pro.com/v1alpha1\nkind: TrustPolicy\nmetadata:\n  name: default\nspec:\n  rules:\n    - match:\n        repository: acme/else\n        ref: refs/heads/main\n';
    await modulesOf(other).git.commitFiles([{ path: '.atmos/pro/sts/default.yaml', content: text }]);
    expect(await refuse(other, browser, { digest: shown, fields: existing })).toMatchObject({
      ...{ status: 409, outcome: 'denied', refusal: 'PolicyNotProposed' },
    });
    expect((await refuse(other, browser, { digest: 'x' })).page).toContain('changed since');
  });

  test.each<[string, FaultRule['route']]>([
    ['the repository cannot be read', 'graphql'],
    ['the access of the person cannot be read', 'repos/get-collaborator-permission-level'],
    ['the commit cannot be made', 'git/create-commit'],
  ])('while GitHub is down: %s', async (_name, route) => {
    other.simulator.faults.add({ route, fault: { kind: 'status', status: 503 } });
    expect(await refuse(other, browser, { digest })).toMatchObject({ status: 503, outcome: 'failed' });
  });

  test('by a rule of the repository for branches, with GitHub’s reason', async () => {
    modulesOf(other).rulesets.push(ruleset({ include: ['refs/heads/atmos-pro/**/*'], rules: ['creation'] }));
    const refused = await refuse(other, browser, { digest });
    expect(refused).toMatchObject({ status: 409, outcome: 'denied' });
    expect(refused.page).toContain('GitHub refused the branch: Repository rule violations found');
  });

  test('by a push ruleset for the paths of policies', async () => {
    const rules = ['file_path_restriction'] as const;
    modulesOf(other).rulesets.push(ruleset({ rules, restrictedPaths: ['.atmos/pro/sts/**/*'] }));
    expect(await refuse(other, browser, { digest })).toMatchObject({ status: 409, outcome: 'denied' });
  });

  test('in an archived repository, and in one that moved away', async () => {
    const { world } = other.simulator;
    const repository = modulesOf(other);
    repository.archived = true;
    expect((await refuse(other, browser, { digest })).page).toContain('archived');
    repository.archived = false;
    transferRepository(world, repository, 72);
    expect(await refuse(other, browser, { digest })).toMatchObject({
      status: 404,
      refusal: 'AppNotInstalled',
    });
  });

  test('not in one that was renamed, and not to another that took its name', async () => {
    const { world } = other.simulator;
    renameRepository(world, modulesOf(other), 'blocks');
    expect((await browser.post(addressOf(), { digest })).status).toBe(303);
    expect(openPulls(other)).toHaveLength(1);
    const infra = world.repositories.get(1001);
    if (infra === undefined) throw new Error('no acme/infra');
    renameRepository(world, infra, 'modules');
    const next = { ...values, branch: 'next' };
    expect(await refuse(other, browser, { digest, fields: next })).toMatchObject({ status: 409 });
    expect(infra.pullRequests.size).toBe(0);
  });

  test('where the installation may not write, or is suspended', async () => {
    await using late = await startPageScene({ replicas: 1, config });
    const admin = await late.signIn('adam');
    const draft = await (await admin.get(addressOf().replace('/propose', '/draft'))).text();
    expect(draft).not.toContain('/propose?');
    expect(await (await admin.get(addressOf())).text()).toContain('contents: write');
    expect(await refuse(late, admin, { digest })).toMatchObject({ refusal: 'AppPermissionMissing' });
    const [installation] = other.simulator.world.installations.values();
    if (installation === undefined) throw new Error('no installation');
    installation.suspendedAt = 1;
    clock.jump(60_000);
    expect(await refuse(other, browser, { digest })).toMatchObject({ refusal: 'AppNotInstalled' });
  });

  test('on a branch that has other changes, and not on one with this change and no pull request', async () => {
    const { git } = modulesOf(other);
    expect((await browser.post(addressOf(), { digest })).status).toBe(303);
    const [pull] = openPulls(other);
    if (pull === undefined) throw new Error('no pull request');
    pull.state = 'closed';
    expect((await browser.post(addressOf(), { digest })).status).toBe(303);
    for (const one of openPulls(other)) one.state = 'closed';
    await git.commitFiles([{ path: 'evil', content: 'x' }], { branch: pull.headRef });
    const refused = await refuse(other, browser, { digest });
    expect(refused).toMatchObject({ status: 409, outcome: 'denied' });
    expect(refused.page).toContain(pull.headRef);
  });

  test('where the policy is a link, and where a folder of its path is a file', async () => {
    await modulesOf(other).git.commitFiles([{ path: '.atmos/pro/sts/ci.yaml', symlink: 'default.yaml' }]);
    expect((await refuse(other, browser, { digest })).page).toContain('symlink');
    const infra = other.simulator.world.repositories.get(1001);
    await infra?.git.commitFiles([{ path: '.atmos', content: 'x' }]);
    infra?.people.set(502, 'write');
    const path = addressOf(values, '1001');
    const answer = await browser.post(path, { digest: await readDigest(path, browser) });
    expect(answer.status).toBe(409);
    expect(decode(await answer.text())).toContain('which is a file');
    expect(infra?.git.readRef('refs/heads/main')).toBeDefined();
    expect(await infra?.git.listRefs('refs/heads/atmos-pro/')).toEqual([]);
  });

  test('of repositories that the workspace does not import, of another path, and of values that make no policy', async () => {
    for (const id of ['2001', '9', '../1002'].map(encodeURIComponent))
      expect((await browser.post(addressOf(values, id), { digest })).status).toBe(404);
    for (const fields of [
      { ...values, policy: '../x' },
      { ...values, repository: 'acme/*' },
    ])
      expect((await browser.post(addressOf(fields), { digest })).status).toBe(400);
    expect((await browser.get(addressOf({ ...values, repository: '' }))).status).toBe(400);
  });

  test('after a few within a minute', async () => {
    const statuses: number[] = [];
    for (let turn = 0; turn < 8; turn += 1)
      statuses.push((await browser.post(addressOf(), { digest: 'x' })).status);
    expect(statuses.slice(0, 6)).toEqual(Array(6).fill(409));
    expect(statuses).toContain(429);
  });
});

test('is not offered, and refused, where the workspace has not turned it on', async () => {
  await using other = await startPageScene({ replicas: 1, seed: proposingSeed });
  const browser = await other.signIn('adam');
  expect(await (await browser.get(addressOf().replace('/propose', '/draft'))).text()).not.toContain(
    '/propose?',
  );
  expect((await browser.get(addressOf())).status).toBe(403);
  expect(await refuse(other, browser, { digest: 'x' })).toMatchObject({
    ...{ status: 403, outcome: 'denied', refusal: 'FeatureDisabled' },
  });
});

test('a person whom GitHub does not ask for a review has proposed all the same', async () => {
  await using other = await startPageScene({ replicas: 1, seed: proposingSeed, config });
  const browser = await other.signIn('adam');
  other.simulator.faults.add({ route: 'pulls/request-reviewers', fault: { kind: 'status', status: 422 } });
  expect((await propose(values, browser)).status).toBe(303);
  expect(await lastEntry(other)).toMatchObject({ outcome: 'allowed', details: { isReviewer: false } });
});

test('a pull request that the server has not opened has no page', async () => {
  expect((await adam.get(`${access}/1002/proposals/99`)).status).toBe(404);
  expect((await adam.get(`${access}/1001/proposals/1`)).status).toBe(404);
});
