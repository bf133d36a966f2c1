/** Everything that keeps a policy from being proposed: nothing is at GitHub then, and the log has the reason. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FaultRule } from '../../../src/simulator/transports/faults.ts';
import type { Ruleset } from '../../../src/simulator/world/branch-rules.ts';
import { renameRepository, transferRepository } from '../../../src/simulator/world/owner-changes.ts';
import { createJumpingClock } from '../../support/jumping-clock.ts';
import { type PageBrowser, type PageScene, startPageScene } from '../../support/page-scene.ts';
import {
  decodeMarkup,
  lastProposal,
  modulesOf,
  proposalPath,
  proposedBranches,
  proposedPulls,
  proposedValues,
  proposingSeed,
  proposingWorkspaces,
  readDigest,
} from '../../support/proposal-scene.ts';

const config = { workspaces: proposingWorkspaces };
const clock = createJumpingClock();

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
/** Sends the form of `fields` and expects that nothing comes of it but the entry. */
async function refuse(
  of: PageScene,
  browser: PageBrowser,
  {
    digest,
    fields = proposedValues,
  }: { readonly digest: string; readonly fields?: Readonly<Record<string, string>> },
) {
  const before = { pulls: proposedPulls(of).length, branches: (await proposedBranches(of)).length };
  const answer = await browser.post(proposalPath(fields), { digest });
  const page = decodeMarkup(await answer.text());
  expect({ pulls: proposedPulls(of).length, branches: (await proposedBranches(of)).length }).toEqual(before);
  const entry = await lastProposal(of);
  return { status: answer.status, page, outcome: entry?.outcome, refusal: entry?.details['refusal'], entry };
}

describe('is refused', () => {
  let other: PageScene;
  let browser: PageBrowser;
  let digest: string;
  beforeEach(async () => {
    other = await startPageScene({ replicas: 1, seed: proposingSeed, config, clock });
    browser = await other.signIn('adam');
    digest = await readDigest(browser);
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
    expect((await browser.post(proposalPath(), { digest })).status).toBe(303);
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
    expect((await mona.get(proposalPath())).status).toBe(403);
    expect((await mona.post(proposalPath(), { digest })).status).toBe(403);
    const foreign = { 'sec-fetch-site': 'cross-site' };
    expect((await browser.post(proposalPath(), { digest }, foreign)).status).toBe(403);
    expect(proposedPulls(other)).toEqual([]);
    expect(await lastProposal(other)).toBeUndefined();
  });

  test('when the policy changed since the page was shown, or the form is not of the page', async () => {
    const existing = { ...proposedValues, policy: 'default' };
    const shown = await readDigest(browser, proposalPath(existing));
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
    expect((await browser.post(proposalPath(), { digest })).status).toBe(303);
    expect(proposedPulls(other)).toHaveLength(1);
    const infra = world.repositories.get(1001);
    if (infra === undefined) throw new Error('no acme/infra');
    renameRepository(world, infra, 'modules');
    const next = { ...proposedValues, branch: 'next' };
    expect(await refuse(other, browser, { digest, fields: next })).toMatchObject({ status: 409 });
    expect(infra.pullRequests.size).toBe(0);
  });

  test('where the installation may not write, or is suspended', async () => {
    await using late = await startPageScene({ replicas: 1, config });
    const admin = await late.signIn('adam');
    const draft = await (await admin.get(proposalPath().replace('/propose', '/draft'))).text();
    expect(draft).not.toContain('/propose?');
    expect(await (await admin.get(proposalPath())).text()).toContain('contents: write');
    expect(await refuse(late, admin, { digest })).toMatchObject({ refusal: 'AppPermissionMissing' });
    const [installation] = other.simulator.world.installations.values();
    if (installation === undefined) throw new Error('no installation');
    installation.suspendedAt = 1;
    clock.jump(60_000);
    expect(await refuse(other, browser, { digest })).toMatchObject({ refusal: 'AppNotInstalled' });
  });

  test('on a branch that has other changes, and not on one with this change and no pull request', async () => {
    const { git } = modulesOf(other);
    expect((await browser.post(proposalPath(), { digest })).status).toBe(303);
    const [pull] = proposedPulls(other);
    if (pull === undefined) throw new Error('no pull request');
    pull.state = 'closed';
    expect((await browser.post(proposalPath(), { digest })).status).toBe(303);
    for (const one of proposedPulls(other)) one.state = 'closed';
    await git.commitFiles([{ path: 'evil', content: 'x' }], { branch: pull.headRef });
    const refused = await refuse(other, browser, { digest });
    expect(refused).toMatchObject({ status: 409, outcome: 'denied' });
    expect(refused.page).toContain(pull.headRef);
  });

  test('while a pull request of the branch is open that has other changes by now', async () => {
    const { git } = modulesOf(other);
    expect((await browser.post(proposalPath(), { digest })).status).toBe(303);
    const [pull] = proposedPulls(other);
    await git.commitFiles([{ path: 'evil', content: 'x' }], { branch: pull?.headRef ?? '' });
    const refused = await refuse(other, browser, { digest });
    expect(refused).toMatchObject({ status: 409, outcome: 'denied', refusal: 'PolicyNotProposed' });
    expect(refused.page).toContain(`#${pull?.number}`);
  });

  test('where the policy is a link, and where a folder of its path is a file', async () => {
    await modulesOf(other).git.commitFiles([{ path: '.atmos/pro/sts/ci.yaml', symlink: 'default.yaml' }]);
    expect((await refuse(other, browser, { digest })).page).toContain('symlink');
    const infra = other.simulator.world.repositories.get(1001);
    await infra?.git.commitFiles([{ path: '.atmos', content: 'x' }]);
    infra?.people.set(502, 'write');
    const path = proposalPath(proposedValues, '1001');
    const answer = await browser.post(path, { digest: await readDigest(browser, path) });
    expect(answer.status).toBe(409);
    expect(decodeMarkup(await answer.text())).toContain('which is a file');
    expect(infra?.git.readRef('refs/heads/main')).toBeDefined();
    expect(await infra?.git.listRefs('refs/heads/atmos-pro/')).toEqual([]);
  });

  test('of repositories that the workspace does not import, of another path, and of values that make no policy', async () => {
    for (const id of ['2001', '9', '../1002'].map(encodeURIComponent))
      expect((await browser.post(proposalPath(proposedValues, id), { digest })).status).toBe(404);
    for (const fields of [
      { ...proposedValues, policy: '../x' },
      { ...proposedValues, repository: 'acme/*' },
    ])
      expect((await browser.post(proposalPath(fields), { digest })).status).toBe(400);
    expect((await browser.get(proposalPath({ ...proposedValues, repository: '' }))).status).toBe(400);
  });

  test('after a few within a minute', async () => {
    const answers: Response[] = [];
    for (let turn = 0; turn < 8; turn += 1) answers.push(await browser.post(proposalPath(), { digest: 'x' }));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.slice(0, 6)).toEqual(Array(6).fill(409));
    expect(statuses).toContain(429);
    expect(answers.at(-1)?.headers.get('retry-after')).toMatch(/^([1-9]|10)$/);
  });
});

test('is not offered, and refused, where the workspace has not turned it on', async () => {
  await using other = await startPageScene({ replicas: 1, seed: proposingSeed });
  const browser = await other.signIn('adam');
  expect(await (await browser.get(proposalPath().replace('/propose', '/draft'))).text()).not.toContain(
    '/propose?',
  );
  expect((await browser.get(proposalPath())).status).toBe(403);
  expect(await refuse(other, browser, { digest: 'x' })).toMatchObject({
    ...{ status: 403, outcome: 'denied', refusal: 'FeatureDisabled' },
  });
});
