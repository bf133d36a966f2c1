/** A policy that an admin has the App propose: what is shown before, what is opened at GitHub, and that it is opened once. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { diffCommits } from '../../../src/simulator/git/diff.ts';
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
  proposePolicy,
  proposingSeed,
  proposingWorkspaces,
  readDigest,
} from '../../support/proposal-scene.ts';

const config = { workspaces: proposingWorkspaces };
const access = '/w/ws_acme/access';
/** Proposals are limited by the minute. */
const clock = createJumpingClock();
let scene: PageScene;
let adam: PageBrowser;
beforeAll(async () => {
  scene = await startPageScene({ replicas: 1, seed: proposingSeed, config, clock });
  adam = await scene.signIn('adam');
});
afterAll(async () => scene[Symbol.asyncDispose]());

describe('a proposal', () => {
  beforeEach(() => clock.jump(60_000));

  test('is offered on the draft page, beside the link in the name of the person', async () => {
    const draft = await (await adam.get(proposalPath().replace('/propose', '/draft'))).text();
    expect(draft).toContain('/acme/modules/new/main?');
    expect(decodeMarkup(draft)).toContain(`href="${proposalPath()}"`);
  });

  test('is shown before: the file, whom it allows, the branch and the pull request', async () => {
    const page = decodeMarkup(await (await adam.get(proposalPath())).text());
    expect(page).toContain('jobs of acme/infra, on branch main');
    expect(page).toContain('+        repository: "acme/infra"');
    expect(page).toContain('atmos-pro/policy-ci-');
    expect(proposedPulls(scene)).toEqual([]);
  });

  test('is one signed commit of one file on a branch, and a pull request that asks the person for a review', async () => {
    const { git } = modulesOf(scene);
    const base = await git.resolveRef('refs/heads/main');
    const answer = await proposePolicy(adam);
    expect(answer.status).toBe(303);
    const [pull, ...others] = proposedPulls(scene);
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
    expect(await lastProposal(scene)).toMatchObject({
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
    const [pull] = proposedPulls(scene);
    const digest = await readDigest(adam);
    const again = await adam.post(proposalPath(), { digest });
    expect(again.headers.get('location')).toBe(`${access}/1002/proposals/${pull?.number}`);
    expect(await lastProposal(scene)).toMatchObject({ details: { isKnown: true } });
    await using other = await startPageScene({ replicas: 1, seed: proposingSeed, config });
    const browser = await other.signIn('adam');
    const fresh = await readDigest(browser);
    const both = await Promise.all([1, 2].map(() => browser.post(proposalPath(), { digest: fresh })));
    expect(new Set(both.map(({ headers }) => headers.get('location'))).size).toBe(1);
    expect(proposedPulls(other)).toHaveLength(1);
    expect(await proposedBranches(other)).toHaveLength(1);
  });

  test('of a policy that exists adds the rule, and keeps the rest of the file', async () => {
    const fields = { ...proposedValues, policy: 'default', branch: 'next' };
    const shown = decodeMarkup(await (await adam.get(proposalPath(fields))).text());
    expect(shown).toContain('Adds a rule to');
    expect((await proposePolicy(adam, fields)).status).toBe(303);
    const { git } = modulesOf(scene);
    const pull = proposedPulls(scene).at(-1);
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
      const fields = { ...proposedValues, branch: `lost-${index}` };
      const digest = await readDigest(adam, proposalPath(fields));
      const end = scene.simulator.faults.add({ route, fault: { kind: 'status-after', status: 502 } });
      const count = proposedPulls(scene).length;
      const first = await adam.post(proposalPath(fields), { digest });
      end();
      const second = await adam.post(proposalPath(fields), { digest });
      expect({ route, status: second.status }).toEqual({ route, status: 303 });
      expect([303, 409, 503]).toContain(first.status);
      expect(proposedPulls(scene)).toHaveLength(count + 1);
    }
  });

  test('costs GitHub a bounded number of calls, and leaves no token behind', async () => {
    const fields = { ...proposedValues, branch: 'calls' };
    const digest = await readDigest(adam, proposalPath(fields));
    const before = scene.simulator.journal.entries().length;
    expect((await adam.post(proposalPath(fields), { digest })).status).toBe(303);
    const calls = scene.simulator.journal.entries().slice(before);
    expect(calls.length).toBeLessThanOrEqual(12);
    expect(calls.at(-1)?.route).toBe('apps/revoke-installation-access-token');
  });
});

test('a person whom GitHub does not ask for a review has proposed all the same', async () => {
  await using other = await startPageScene({ replicas: 1, seed: proposingSeed, config });
  const browser = await other.signIn('adam');
  other.simulator.faults.add({ route: 'pulls/request-reviewers', fault: { kind: 'status', status: 422 } });
  expect((await proposePolicy(browser)).status).toBe(303);
  expect(await lastProposal(other)).toMatchObject({ outcome: 'allowed', details: { isReviewer: false } });
});

test('a pull request that the server has not opened has no page', async () => {
  expect((await adam.get(`${access}/1002/proposals/99`)).status).toBe(404);
  expect((await adam.get(`${access}/1001/proposals/1`)).status).toBe(404);
});
