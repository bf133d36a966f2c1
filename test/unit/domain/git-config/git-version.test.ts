import { expect, test } from '@jest/globals';
import { parseGitVersion, readsEnvironmentConfig } from '../../../../src/domain/git-config/git-version.ts';

test.each([
  ['git version 2.31.0\n', true],
  ['git version 2.30.9\n', false],
  ['git version 2.55.0.windows.1', true],
  ['git version 2.39.5 (Apple Git-154)', true],
  ['git version 2.31-rc0', true],
  ['git version 1.99.1', false],
  ['git version 3.0', true],
  ['git version 3.0.1', true],
  ['git version unknown', true],
  ['', true],
])('%j reads the configuration of the environment: %s', (text, expected) => {
  expect(readsEnvironmentConfig(parseGitVersion(text))).toBe(expected);
});
