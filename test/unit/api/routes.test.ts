/** What the client checks by hand must not be stricter, or laxer, than what the routes say. */
import { expect, test } from '@jest/globals';
import { maxSources, policyNameProblem } from '../../../actions/setup-sts/rules.ts';
import { policyNamePattern, maxSources as serverMaxSources } from '../../../src/api/routes/sts.ts';
import { version } from '../../../src/base/version.ts';
import { readProjectFile } from '../../support/source-files.ts';

test('action and server agree on the number of sources', () => {
  expect(maxSources).toBe(serverMaxSources);
});

test.each(['default', 'a.b', 'a..b', '.a', '-a', 'a'.repeat(64), 'a'.repeat(65), 'a/b', 'ä', ''])(
  'action and server agree on the policy name %j',
  (name) => {
    expect(policyNameProblem(name) === undefined).toBe(new RegExp(policyNamePattern).test(name));
  },
);

test('servers are told the version of the package', () => {
  const { version: packaged } = JSON.parse(readProjectFile('package.json')) as { version: string };
  expect(version).toBe(packaged);
});
