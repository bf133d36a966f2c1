import { describe, expect, test } from '@jest/globals';
import { hasPermission, permissionSubject } from '../../../../src/domain/permissions/decide.ts';
import { compilePattern } from '../../../../src/domain/permissions/pattern.ts';
import type { PermissionRow } from '../../../../src/domain/permissions/rows.ts';

function matches(pattern: string, value: string): boolean {
  const compiled = compilePattern(pattern);
  if (compiled.status === 'invalid') throw new Error(compiled.message);
  return compiled.matches(value);
}

describe('a pattern', () => {
  test.each([
    ['*', '', true],
    ['*', 'anything/at all', true],
    ['main', 'main', true],
    ['main', 'Main', false],
    ['main', 'main2', false],
    ['release-1.0', 'release-1x0', false],
    ['', '', true],
    ['', 'production', false],
    ['release/.+', 'release/1', true],
    ['release/.+', 'x/release/1', false],
    ['main|release/.+', 'main', true],
    ['main|release/.+', 'main-evil', false],
    ['main|release/.+', 'evil-release/1', false],
    ['^main$', 'main', true],
    ['main.*', 'main\nevil', false],
    ['(?i)MAIN', 'main', true],
    ['feature\\.x', 'feature.x', true],
  ])('%j against %j: %j', (pattern, value, expected) => {
    expect(matches(pattern, value)).toBe(expected);
  });

  test.each([
    ['an open group', '(main'],
    ['a look-ahead', '(?=main)'],
    ['a back reference', '(a)\\1'],
    ['too long', `${'a'.repeat(256)}*`],
  ])('is refused with a reason: %s', (_name, pattern) => {
    expect(compilePattern(pattern)).toEqual({ status: 'invalid', message: expect.any(String) });
  });
});

describe('the subject', () => {
  test.each([
    ['a branch', { ref: 'refs/heads/release/1' }, 'release/1'],
    ['a tag cannot pass for a branch', { ref: 'refs/tags/main' }, 'refs/tags/main'],
    ['a pull request has its head', { ref: 'refs/pull/7/merge', head_ref: 'feature' }, 'feature'],
    [
      'pull_request_target has its base: the head’s name is the opener’s choice',
      { ref: 'refs/heads/dev', head_ref: 'main' },
      'dev',
    ],
    ['nothing', {}, ''],
  ])('branch of %s', (_name, claims, branch) => {
    expect(permissionSubject(claims).branch).toBe(branch);
  });
  test.each([
    ['acme/infra/.github/workflows/plan.yml@refs/heads/main', 'plan.yml'],
    ['acme/infra/.github/workflows/a@b.yml@refs/heads/x@refs/y', 'a@b.yml'],
    ['acme/infra/.github/workflows/plan.yml@0123456789abcdef0123456789abcdef01234567', 'plan.yml'],
    ['', ''],
  ])('workflow of %j is %j', (workflow_ref, workflow) => {
    expect(permissionSubject({ workflow_ref }).workflow).toBe(workflow);
  });
});

describe('rows', () => {
  const subject = { workflow: 'plan.yml', branch: 'main', environment: '' };
  const row: PermissionRow = { permission: 'ws:sts:create', workflow: '*', branch: '*', environment: '*' };
  test.each<[string, readonly PermissionRow[], boolean]>([
    ['none: denied', [], false],
    ['everything', [row], true],
    ['another permission', [{ ...row, permission: 'ws:locks:force' }], false],
    ['one pattern of three fails', [{ ...row, environment: 'production' }], false],
    [
      'any one row suffices',
      [
        { ...row, branch: 'dev' },
        { ...row, branch: 'main' },
      ],
      true,
    ],
    ['an invalid pattern covers nothing', [{ ...row, branch: '(' }], false],
  ])('%s', (_name, rows, expected) => {
    expect(hasPermission(rows, 'ws:sts:create', subject)).toBe(expected);
  });
});
