/** The secondary limit for content: so much a minute, so much an hour, across REST and GraphQL. */
import { expect, test } from '@jest/globals';
import { commitOnBranch } from '../support/commit-on-branch.ts';
import { createCommitScene } from '../support/commit-world.ts';

test('counts what was made, and only that, and says when to come back', async () => {
  await using scene = await createCommitScene();
  const { rateLimits } = scene.gitHub.world;
  expect(rateLimits).toMatchObject({ contentPerMinute: 80, contentPerHour: 500 });
  rateLimits.contentPerMinute = 2;
  rateLimits.contentPerHour = 3;
  const make = async (name: string, token?: string) => {
    const ref = { ref: `refs/heads/${name}`, sha: await scene.headOf('open') };
    return scene.rest('POST', '/git/refs', ref, token);
  };
  const limited = (wait: number) => ({
    status: 403,
    body: { message: expect.stringContaining('secondary rate limit') },
    headers: { 'retry-after': String(wait) },
  });

  expect((await make('a')).status).toBe(201);
  expect((await make('a')).status).toBe(422);
  expect((await commitOnBranch(scene)).errors).toBeUndefined();
  scene.gitHub.advance(10_000);
  expect(await make('b')).toMatchObject(limited(50));
  expect((await commitOnBranch(scene)).message).toContain('temporarily blocked from content creation');
  expect((await scene.rest('POST', '/git/blobs', { content: 'x' })).status).toBe(201);
  expect((await scene.rest('GET', '/branches')).status).toBe(200);

  scene.gitHub.advance(50_000);
  expect((await make('b')).status).toBe(201);
  scene.gitHub.advance(60_000);
  expect(await make('c')).toMatchObject(limited(3600 - 120));
  const other = await scene.gitHub.graphql('{ viewer { login } }', { token: scene.writer });
  expect(other.body.errors).toBeUndefined();
  // The limit is the installation's, whichever token it uses.
  scene.gitHub.advance(3_479_000);
  const token = await scene.gitHub.mint();
  expect(await make('c', token)).toMatchObject(limited(1));
  scene.gitHub.advance(1_000);
  expect((await make('c', token)).status).toBe(201);
});
