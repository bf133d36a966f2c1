/** The holder that claims identify, and the relation of a caller to it: one row per rule of `holder.ts`. */
import { describe, expect, test } from '@jest/globals';
import { type HolderInput, holderOf, relationTo } from '../../../../src/domain/locks/holder.ts';
import { holder } from '../../../support/locks.ts';

describe('who a caller is to a holder', () => {
  const base = holder('1', 2, 'x');
  test.each([
    ['the same job', base, 'same'],
    ['another job of the attempt', { ...base, checkRunId: 'y' }, 'sibling'],
    ['a job without a check run', { ...base, checkRunId: '' }, 'sibling'],
    ['the next attempt', { ...base, runAttempt: 3, checkRunId: 'z' }, 'newer'],
    ['the attempt before', { ...base, runAttempt: 1 }, 'older'],
    ['another run', { ...base, runId: '2' }, 'stranger'],
    ['the same run id of another repository', { ...base, repositoryId: '9' }, 'stranger'],
    ['the same run id of another issuer', { ...base, issuer: 'https://ghes.example' }, 'stranger'],
    ['other names for the same ids', { ...base, repository: 'acme/renamed', actor: 'other' }, 'same'],
  ] as const)('%s is %s', (_name, caller, relation) => {
    expect(relationTo(base, caller)).toBe(relation);
  });
});

describe('the holder of a session', () => {
  const input: HolderInput = {
    issuer: 'https://issuer.example',
    repositoryId: '1001',
    repository: 'acme/infra',
    serverUrl: 'https://github.com',
    scope: 'job',
    claims: {
      run_id: '42',
      run_attempt: '3',
      check_run_id: '7',
      actor: 'octocat',
      workflow_ref: 'acme/infra/.github/workflows/deploy.yml@refs/heads/main',
    },
  };
  test('is what its ID token proved', () => {
    expect(holderOf(input)).toEqual({
      issuer: 'https://issuer.example',
      repositoryId: '1001',
      repository: 'acme/infra',
      runId: '42',
      runAttempt: 3,
      checkRunId: '7',
      runUrl: 'https://github.com/acme/infra/actions/runs/42/attempts/3',
      actor: 'octocat',
      workflow: 'deploy.yml',
    });
  });
  test('is the whole run with that scope, or where GitHub names no check run', () => {
    expect(holderOf({ ...input, scope: 'run' })?.checkRunId).toBe('');
    expect(holderOf({ ...input, claims: { run_id: '42', run_attempt: '3' } })?.checkRunId).toBe('');
  });
  test('has empty names where the token has none', () => {
    const { actor: _actor, workflow_ref: _ref, ...claims } = input.claims;
    expect(holderOf({ ...input, claims })).toMatchObject({ actor: '', workflow: '' });
  });
  test.each([
    ['acme/infra/.github/workflows/deploy.yml@refs/heads/main', 'deploy.yml'],
    ['acme/infra/.github/workflows/deploy.yml@refs/heads/a@b/c.yml', 'deploy.yml'],
    ['deploy.yml@main', 'deploy.yml'],
    ['acme/infra/.github/workflows/deploy.yml', 'deploy.yml'],
    ['acme/infra/.github/workflows/deploy.yml@refs/heads/a\nb/c', 'deploy.yml'],
  ])('has the file of its workflow: %j', (workflow_ref, workflow) => {
    expect(holderOf({ ...input, claims: { ...input.claims, workflow_ref } })?.workflow).toBe(workflow);
  });
  const longestRun = '9'.repeat(19);
  const longestAttempt = '9'.repeat(9);
  test.each([
    ['the least', '1', '1'],
    ['the longest', longestRun, longestAttempt],
    ['one with zeros', '10', '10'],
  ])('has the run and attempt as they are: %s', (_name, run_id, run_attempt) => {
    const claims = { ...input.claims, run_id, run_attempt };
    expect(holderOf({ ...input, claims })).toMatchObject({ runId: run_id, runAttempt: Number(run_attempt) });
  });
  test.each([
    ['no run', { run_id: undefined }],
    ['an empty run', { run_id: '' }],
    ['the run 0', { run_id: '0' }],
    ['a run that begins with 0', { run_id: '042' }],
    ['a run with something before it', { run_id: 'x42' }],
    ['a run with something after it', { run_id: '42x' }],
    ['a run with a line after it', { run_id: '42\n' }],
    ['a run with a line before it', { run_id: '1\n42' }],
    ['a run that is too long', { run_id: `${longestRun}9` }],
    ['no attempt', { run_attempt: undefined }],
    ['an attempt that is not a number', { run_attempt: '1e3' }],
    ['the attempt 0', { run_attempt: '0' }],
    ['an attempt that begins with 0', { run_attempt: '01' }],
    ['an attempt with something before it', { run_attempt: '-1' }],
    ['an attempt with a line after it', { run_attempt: '1\n' }],
    ['an attempt that is too long', { run_attempt: `${longestAttempt}9` }],
  ])('is unknown with %s', (_name, more) => {
    expect(holderOf({ ...input, claims: { ...input.claims, ...more } })).toBeUndefined();
  });
});
