/** Finds the App's own check among those that a host lists, also where the host ignores the filters. */
import { expect, test } from '@jest/globals';
import { findCheckRun } from '../../../src/github/checks.ts';
import type { GitHubClient } from '../../../src/github/client.ts';

const wanted = { sha: 'a'.repeat(40), name: 'Atmos Pro', externalId: 'ours', appId: 7 };
const ours = {
  id: 5,
  name: 'Atmos Pro',
  external_id: 'ours',
  app: { id: 7 },
  html_url: 'https://github.com/5',
};

function clientWith(runs: readonly object[]): GitHubClient {
  // Of all operations this one is called; its answer is what the test is about.
  const send = (async () => ({ data: { check_runs: runs } })) as unknown as Parameters<
    Parameters<GitHubClient['asInstallation']>[1]
  >[0];
  const refuse = () => Promise.reject(new Error('not called'));
  return {
    asApp: refuse,
    asInstallation: (_, call) => call(send, {}),
    nameToken() {},
    graphqlUrl: '',
  };
}

const find = (...runs: readonly object[]) =>
  findCheckRun({ client: clientWith(runs) }, { name: 'acme/infra', token: 't' }, wanted);

test('takes the oldest of its own', async () => {
  expect(await find({ ...ours, id: 9 }, ours)).toEqual({ id: '5', url: 'https://github.com/5' });
});

test.each([
  { name: 'of another App', run: { ...ours, app: { id: 8 } } },
  { name: 'of no App', run: { ...ours, app: null } },
  { name: 'with another name', run: { ...ours, name: 'Other' } },
  { name: 'of another server with the same App', run: { ...ours, external_id: 'theirs' } },
])('does not take a check $name', async ({ run }) => {
  expect(await find(run)).toBeUndefined();
});
