/** Reviews of pull requests, by an App and by people. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { appJwtOf } from '../support/app-jwt.ts';
import { type HookScene, startHookScene } from '../support/hook-scene.ts';

let scene: HookScene;
let token: string;
let reviews: string;

async function ask(method: string, path: string, body?: unknown, bearer = token) {
  const response = await fetch(`${scene.simulator.urls.api}${path}`, {
    method,
    headers: { authorization: `Bearer ${bearer}`, 'user-agent': 'test' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: assertions reach into JSON of any shape.
  const answer: any = await response.json();
  return { status: response.status, body: answer };
}

beforeAll(async () => {
  scene = await startHookScene();
  const jwt = await appJwtOf(scene.simulator.world);
  token = (await ask('POST', '/app/installations/7/access_tokens', {}, jwt)).body.token;
  const { number } = await scene.act({ do: 'open', head: 'feature' });
  reviews = `/repos/acme/infra/pulls/${number}/reviews`;
  await scene.take();
});
afterAll(() => scene.stop());

test('are submitted by the App for the head, told, listed and dismissed', async () => {
  const { status, body } = await ask('POST', reviews, { event: 'APPROVE', body: 'Fine' });
  const head = scene.simulator.world.repositories.get(1)?.git.readRef('refs/heads/feature');
  expect(status).toBe(200);
  expect(body).toMatchObject({ state: 'APPROVED', commit_id: head, user: { login: 'atmos-pro[bot]' } });
  const [submitted] = await scene.take();
  expect(submitted?.payload).toMatchObject({
    action: 'submitted',
    review: { id: body.id, state: 'approved' },
    pull_request: { number: 1 },
  });
  const dismissed = await ask('PUT', `${reviews}/${body.id}/dismissals`, { message: 'Changed' });
  expect(dismissed.body).toMatchObject({ state: 'DISMISSED' });
  expect((await ask('PUT', `${reviews}/${body.id}/dismissals`, { message: 'x' })).status).toBe(422);
  expect((await ask('GET', reviews)).body).toMatchObject([{ id: body.id, state: 'DISMISSED' }]);
  expect((await scene.take('pull_request_review'))[0]?.payload.action).toBe('dismissed');
});

test('are not one’s own, except for a comment', async () => {
  const approve = { do: 'review', number: 1, verdict: 'approve' };
  expect((await scene.refusal(approve)).status).toBe(422);
  await scene.act({ do: 'review', number: 1, verdict: 'comment', body: 'Note' });
  const { id } = await scene.act({ as: 'will', ...approve });
  const dismiss = { do: 'dismiss_review', number: 1, review: id };
  expect((await scene.refusal({ as: 'rita', ...dismiss })).status).toBe(403);
  await scene.act(dismiss);
});

test.each([
  ['without an event', { body: 'x' }],
  ['with an unknown event', { event: 'LOVE' }],
  ['that asks for changes without a word', { event: 'REQUEST_CHANGES' }],
])('are refused %s', async (_name, body) => {
  expect((await ask('POST', reviews, body)).status).toBe(422);
});

describe('a branch whose ruleset requires an approval', () => {
  async function startReviewed(more: object = {}) {
    const world = await startHookScene(() => ({
      repositories: [
        {
          ...{ name: 'acme/infra', id: 1, files: { 'main.tf': 'a\n' } },
          branches: { feature: { files: { 'main.tf': 'b\n' } } },
          people: { alice: 'admin', will: 'write', rita: 'read' },
          pull_requests: [{ number: 1, head: 'feature', author: 'alice' }],
          rulesets: [
            {
              ...{ name: 'reviews', rules: ['pull_request'], required_approving_review_count: 1 },
              ...more,
            },
          ],
        },
      ],
    }));
    const merge = { do: 'merge', number: 1 };
    const missing = 'At least 1 approving review is required by reviewers with write access.';
    return {
      ...world,
      approve: (as: string) => world.act({ as, do: 'review', number: 1, verdict: 'approve' }),
      merge: () => world.act(merge),
      async expectMissing(message = missing) {
        const refused = await world.refusal(merge);
        expect(refused.status).toBe(405);
        expect(JSON.stringify(refused)).toContain(message);
      },
      [Symbol.asyncDispose]: () => world.stop(),
    };
  }

  test('is merged with that of a person who may write', async () => {
    await using world = await startReviewed();
    await world.expectMissing();
    await world.approve('rita');
    await world.expectMissing();
    await world.approve('will');
    await world.merge();
  });

  test('is not merged while a writer requests changes, and an admin may get past it', async () => {
    await using world = await startReviewed();
    await world.approve('will');
    await world.act({ as: 'will', do: 'review', number: 1, verdict: 'request_changes', body: 'No' });
    await world.expectMissing('Changes have been requested');
    await world.act({ do: 'merge', number: 1, bypass: true });
  });

  test('counts approvals of earlier commits unless they are stale', async () => {
    const push = { do: 'push', branch: 'feature', files: { 'main.tf': 'c\n' } };
    await using kept = await startReviewed();
    await kept.approve('will');
    await kept.act(push);
    await kept.merge();
    await using stale = await startReviewed({ dismiss_stale_reviews: true });
    await stale.approve('will');
    await stale.act(push);
    await stale.expectMissing();
  });
});
