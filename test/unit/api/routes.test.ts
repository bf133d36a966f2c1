/** Facts of the wire that an action and the server both state. */
import { expect, test } from '@jest/globals';
import { policyNameProblem } from '../../../actions/setup-sts/rules.ts';
import { version } from '../../../src/base/version.ts';
import { readProjectFile } from '../../support/source-files.ts';

test.each([
  ...['default', 'a.b', 'a'.repeat(64)].map((name) => ({ name, isValid: true })),
  ...['a..b', '.a', '-a', 'a'.repeat(65), 'a/b', 'ä', ''].map((name) => ({ name, isValid: false })),
])('setup-sts takes the policy name $name: $isValid', ({ name, isValid }) => {
  expect(policyNameProblem(name) === undefined).toBe(isValid);
});

test('servers are told the version of the package', () => {
  const { version: packaged } = JSON.parse(readProjectFile('package.json')) as { version: string };
  expect(version).toBe(packaged);
});
