/** What a job learns about repositories of other owners in its workspace. */
import { expect, test } from '@jest/globals';
import { policy, source, startStsScene } from '../../server/sts/scene.ts';

const denying = policy('{repository: "acme/other"}');

test.each([
  [undefined, ['platform/consumer', 'third/secret']],
  [{ list_denied: true }, ['platform/consumer', 'third/secret']],
  [{ list_denied: false }, []],
])('denied sources: with sts %j a request for every source names %j', async (sts, names) => {
  await using scene = await startStsScene({
    repositories: [source('platform/good'), source('third/secret', denying, { visibility: 'private' })],
    world: { installations: [{ app: 'atmos-pro', account: 'third' }] },
    workspace: sts === undefined ? {} : { sts },
  });
  const all = await scene.mint({});
  expect(all.tokens.map(({ repositories }) => repositories)).toEqual([['platform/good']]);
  expect(all.excluded.map(({ repo }) => repo).toSorted()).toEqual(names);
  const named = await scene.mint({ sources: ['third/secret'] });
  expect(named.excluded).toMatchObject([{ repo: 'third/secret', reason: 'trust_policy_denied' }]);
});
