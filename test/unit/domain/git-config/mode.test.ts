import { expect, test } from '@jest/globals';
import { chooseGitConfigMode, maxEnvironmentRepositories } from '../../../../src/domain/git-config/mode.ts';

const many = maxEnvironmentRepositories + 1;

test.each([
  ['nothing asked for', { requested: undefined, repositories: 1 }, 'env'],
  ['the environment', { requested: 'env', repositories: maxEnvironmentRepositories }, 'env'],
  ['the environment, however many', { requested: 'env', repositories: many }, 'env'],
  ['nothing asked for, too many', { requested: undefined, repositories: many }, 'file'],
  ['the environment, on Windows', { requested: 'env', repositories: 1, platform: 'win32' }, 'file'],
  ['a file', { requested: 'file', repositories: 1 }, 'file'],
  ['none', { requested: 'none', repositories: many }, 'none'],
] as const)('%s', (_name, input, mode) => {
  const chosen = chooseGitConfigMode({ platform: 'linux', ...input });
  expect(chosen.mode).toBe(mode);
  expect(chosen.reason === undefined).toBe(mode === (input.requested ?? 'env'));
});
