/** Base and head of every event, with real repositories: whole and shallow checkouts, and every way to merge. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { realGit } from '../../support/real-git.ts';
import { createRemote, type Remote, resolveIn } from './base-scene.ts';

const zeros = '0'.repeat(40);
const unknown = 'f'.repeat(40);
const depths = [
  { name: 'a whole checkout', depth: 0 },
  { name: 'a shallow checkout', depth: 1 },
];

let template: Remote;
/** Each test has its own. */
let remote: Remote;
/** Where the pull request left main, its head, and the tip of main, which has moved on. */
let [fork, head, tip] = ['', '', ''];

/** `main`: root, fork, 3 more; `feature`: 3 commits from fork. */
beforeAll(() => {
  template = createRemote();
  template.commit('root');
  fork = template.commit('fork');
  template.git('checkout', '-q', '-b', 'feature');
  template.commit('feature/one');
  template.commit('feature/two');
  head = template.commit('feature/three');
  template.git('checkout', '-q', 'main');
  template.commit('main/one');
  template.commit('main/two');
  tip = template.commit('main/three');
});
afterAll(() => template.dispose());
beforeEach(() => {
  remote = createRemote(template);
});
afterEach(() => remote.dispose());

function pullRequest(more: object = {}, action = 'synchronize') {
  const base = { ref: 'main', sha: fork };
  return { action, pull_request: { number: 7, merged: false, head: { sha: head }, base, ...more } };
}

/** The test merge of an open pull request, which is what is checked out by default. */
function mergeForTest(): string {
  remote.git('checkout', '-q', '--detach', 'main');
  remote.git('merge', '-q', '--no-ff', '-m', 'test merge', 'feature');
  const merge = remote.git('rev-parse', 'HEAD');
  remote.git('update-ref', 'refs/pull/7/merge', merge);
  remote.git('checkout', '-q', 'main');
  return merge;
}

describe.each(depths)('$name', ({ depth }) => {
  /** Where a shallow checkout takes the same way as in another test. */
  const testWhole = (name: string, work: () => Promise<void>): void => {
    if (depth === 0) test(name, work);
  };

  test.each(depth === 0 ? ['pull_request', 'pull_request_target'] : ['pull_request'])(
    '%s with its head: where it left the target',
    async (event) => {
      const checkout = remote.checkout(head, { depth });
      expect(await resolveIn(checkout, event, pullRequest())).toEqual({
        baseSha: fork,
        headSha: head,
        source: 'merge base with main',
        warnings: [],
      });
    },
  );

  test('pull_request with its test merge: the target that was merged, and the head all the same', async () => {
    const merge = mergeForTest();
    const checkout = remote.checkout(merge, { depth });
    expect(await resolveIn(checkout, 'pull_request', pullRequest())).toMatchObject({
      baseSha: tip,
      headSha: head,
    });
  });

  testWhole('pull_request whose target only the runner names', async () => {
    const checkout = remote.checkout(head, { depth });
    const payload = { action: 'opened', pull_request: { head: { sha: head } } };
    expect(await resolveIn(checkout, 'pull_request', payload, 'main')).toMatchObject({ baseSha: fork });
  });

  testWhole(
    'pull_request with the target checked out: its recorded base, since there is nothing to compare',
    async () => {
      const checkout = remote.checkout(tip, { depth });
      expect(await resolveIn(checkout, 'pull_request', pullRequest())).toMatchObject({
        baseSha: fork,
        source: 'event.pull_request.base.sha',
      });
    },
  );

  testWhole('closed without a merge: still where it left the target', async () => {
    const checkout = remote.checkout(head, { depth });
    expect(await resolveIn(checkout, 'pull_request', pullRequest({}, 'closed'))).toMatchObject({
      baseSha: fork,
    });
  });

  describe.each([
    { way: 'a merge commit', merge: ['merge', '-q', '--no-ff', '-m', 'Merge #7', 'feature'] },
    {
      way: 'a squash',
      merge: ['merge', '-q', '--squash', 'feature'],
      commit: ['commit', '-q', '-m', 'Feature (#7)'],
    },
    { way: 'a rebase', merge: ['cherry-pick', `main..feature`] },
  ])('merged by $way', ({ merge, commit }) => {
    let mergeSha = '';
    beforeEach(() => {
      remote.git(...merge);
      if (commit !== undefined) remote.git(...commit);
      mergeSha = remote.git('rev-parse', 'HEAD');
    });
    const merged = (sha: string) => pullRequest({ merged: true, merge_commit_sha: sha }, 'closed');

    test('with the result checked out: main as it was before', async () => {
      const checkout = remote.checkout(mergeSha, { depth });
      expect(await resolveIn(checkout, 'pull_request', merged(mergeSha))).toEqual({
        baseSha: tip,
        headSha: head,
        source: 'the base branch before the merge',
        warnings: [],
      });
    });

    test('with the head checked out: where it left main, so that every commit of it counts', async () => {
      const checkout = remote.checkout(head, { depth });
      expect(await resolveIn(checkout, 'pull_request', merged(mergeSha))).toEqual({
        baseSha: fork,
        headSha: head,
        source: 'merge base of the pull request and its base branch before the merge',
        warnings: [],
      });
    });

    testWhole(
      'with a main that moved on: still main before the merge, and a note about the later commits',
      async () => {
        const after = remote.commit('main/after');
        const checkout = remote.checkout(after, { depth });
        const found = await resolveIn(checkout, 'pull_request', merged(mergeSha));
        expect(found).toMatchObject({ baseSha: tip, headSha: head });
        if (depth === 0) expect(found.warnings).toEqual([expect.stringContaining('ahead of the merge')]);
      },
    );
  });

  test('merged by hand, with the head as first parent: the other parent is main before', async () => {
    remote.git('checkout', '-q', 'feature');
    remote.git('merge', '-q', '--no-ff', '-m', 'take main', 'main');
    const mergeSha = remote.git('rev-parse', 'HEAD');
    remote.git('checkout', '-q', 'main');
    remote.git('merge', '-q', '--ff-only', 'feature');
    const payload = pullRequest({ merged: true, merge_commit_sha: mergeSha }, 'closed');
    const checkout = remote.checkout(mergeSha, { depth });
    expect(await resolveIn(checkout, 'pull_request', payload)).toMatchObject({ baseSha: tip, headSha: head });
  });

  test('merged by moving main on to the head: where the recorded base left it', async () => {
    remote.git('branch', '-f', 'main-before', fork);
    const payload = pullRequest({ merged: true, merge_commit_sha: head }, 'closed');
    const checkout = remote.checkout(head, { depth });
    expect(await resolveIn(checkout, 'pull_request', payload)).toMatchObject({
      baseSha: fork,
      headSha: head,
    });
  });

  test('merge_group: what the event says, and the head of the group', async () => {
    const merge = mergeForTest();
    const payload = { merge_group: { base_sha: tip, head_sha: merge, base_ref: 'refs/heads/main' } };
    const checkout = remote.checkout(merge, { depth });
    expect(await resolveIn(checkout, 'merge_group', payload)).toMatchObject({
      baseSha: tip,
      headSha: merge,
      source: 'event.merge_group.base_sha',
    });
  });

  test('merge_group without its base: GITHUB_BASE_REF, then the branch of the event, then the default one', async () => {
    const checkout = remote.checkout(head, { depth });
    const group = { merge_group: { head_sha: head, base_ref: 'refs/heads/feature' } };
    const sourceOf = async (payload: object, baseRef = '') =>
      resolveIn(checkout, 'merge_group', { ...payload }, baseRef).then(({ baseSha, source }) => [
        baseSha,
        source,
      ]);
    expect(await sourceOf(group, 'main')).toEqual([tip, 'the tip of main (GITHUB_BASE_REF)']);
    expect(await sourceOf(group)).toEqual([head, 'the tip of feature (event.merge_group.base_ref)']);
    expect(await sourceOf({})).toEqual([tip, 'the default branch']);
  });

  test('push: the commit before, fetched if need be', async () => {
    const checkout = remote.checkout(tip, { depth });
    expect(await resolveIn(checkout, 'push', { before: fork })).toMatchObject({
      baseSha: fork,
      headSha: tip,
      source: 'event.before',
    });
  });

  testWhole('push by force: the parent', async () => {
    const checkout = remote.checkout(tip, { depth });
    const parent = remote.git('rev-parse', `${tip}^`);
    expect(await resolveIn(checkout, 'push', { before: unknown, forced: true })).toMatchObject({
      baseSha: parent,
    });
  });

  test.each(depth === 0 ? [{ before: zeros }, { before: '' }, {}] : [{}])(
    'push of a new branch (%j): the default branch',
    async (payload) => {
      const checkout = remote.checkout(head, { depth });
      expect(await resolveIn(checkout, 'push', payload)).toMatchObject({ baseSha: tip, headSha: head });
    },
  );

  test.each(depth === 0 ? ['release', 'workflow_dispatch', 'schedule', ''] : ['release'])(
    '%s: the default branch',
    async (event) => {
      const checkout = remote.checkout(head, { depth });
      expect(await resolveIn(checkout, event, {})).toMatchObject({ baseSha: tip, headSha: head });
    },
  );
});

describe('what is lacking', () => {
  test('a fork point far behind a shallow checkout is found in steps', async () => {
    remote.git('checkout', '-q', 'feature');
    const tree = remote.git('rev-parse', 'HEAD^{tree}');
    let far = head;
    for (let count = 0; count < 130; count += 1)
      far = remote.git('commit-tree', tree, '-p', far, '-m', `${count}`);
    remote.git('update-ref', 'refs/heads/feature', far);
    const checkout = remote.checkout(far);
    expect(await resolveIn(checkout, 'pull_request', pullRequest())).toMatchObject({ baseSha: fork });
  });

  describe('when nothing can be fetched', () => {
    const cutOff = (depth: number) => {
      const checkout = remote.checkout(head, { depth });
      remote.cutOff(checkout);
      return checkout;
    };

    test('closed: the parent', async () => {
      const parent = remote.git('rev-parse', `${head}^`);
      expect(await resolveIn(cutOff(2), 'pull_request', pullRequest({}, 'closed'))).toMatchObject({
        baseSha: parent,
        source: 'parent of the checked-out commit',
      });
    });

    test('otherwise: the recorded base', async () => {
      const found = await resolveIn(cutOff(0), 'pull_request', pullRequest());
      expect(found).toMatchObject({ baseSha: fork, source: 'event.pull_request.base.sha' });
    });

    test('merged: the ways of an event that was not, since the merge is not here', async () => {
      const payload = pullRequest({ merged: true, merge_commit_sha: unknown }, 'closed');
      expect(await resolveIn(cutOff(0), 'pull_request', payload)).toMatchObject({
        source: 'parent of the checked-out commit',
      });
    });

    test('neither: it says so, and what to do', async () => {
      const failing = resolveIn(cutOff(1), 'pull_request', pullRequest());
      await expect(failing).rejects.toMatchObject({
        code: 'INPUT_BASE_UNKNOWN',
        hint: expect.stringContaining('fetch-depth: 0'),
      });
    });
  });

  test('the tip of the target is the last resort, with a warning', async () => {
    remote.git('checkout', '-q', '--orphan', 'stranger');
    const stranger = remote.commit('stranger');
    const checkout = remote.checkout(stranger, { depth: 0 });
    const found = await resolveIn(checkout, 'pull_request', { pull_request: {} }, 'main');
    expect(found).toMatchObject({ baseSha: tip, headSha: stranger });
    expect(found.warnings).toEqual([expect.stringContaining('changes that were merged there')]);
  });

  test('no checkout at all', async () => {
    await expect(resolveIn(remote.directory, 'push', {})).rejects.toMatchObject({
      code: 'INPUT_BASE_UNKNOWN',
      message: 'There is no git checkout.',
    });
  });

  test('a whole checkout stays whole', async () => {
    const checkout = remote.checkout(head, { depth: 0 });
    remote.git('checkout', '-q', 'main');
    const newer = remote.commit('main/newer');
    const payload = { merge_group: { base_sha: newer, head_sha: head } };
    expect(await resolveIn(checkout, 'merge_group', payload)).toMatchObject({ baseSha: newer });
    const answer = realGit(['rev-parse', '--is-shallow-repository'], { directory: checkout });
    expect(answer.stdout.trim()).toBe('false');
  });
});
