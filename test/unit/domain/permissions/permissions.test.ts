import { describe, expect, test } from '@jest/globals';
import { hasPermission, permissionSubject } from '../../../../src/domain/permissions/decide.ts';
import { describeClosestRow } from '../../../../src/domain/permissions/explain.ts';
import type { PermissionRow } from '../../../../src/domain/permissions/rows.ts';
import { findSuspectPatterns } from '../../../../src/domain/permissions/suspect-rows.ts';

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

describe('a pattern that reads as a glob', () => {
  const row: PermissionRow = { permission: 'ws:sts:create', workflow: '*', branch: '*', environment: '*' };
  test.each([
    ['feature/*', 'feature/.*'],
    ['feature*', 'feature.*'],
    ['release-?', 'release-.'],
    ['plan-*.yml', 'plan-.*\\.yml'],
    ['(feature|fix)/*', '(feature|fix)/.*'],
  ])('%s is suspect, and %s is advised', (branch, meant) => {
    expect(findSuspectPatterns([row, { ...row, branch }])).toEqual([
      { row: 2, field: 'branch', pattern: branch, advice: expect.stringContaining(JSON.stringify(meant)) },
    ]);
    expect(findSuspectPatterns([{ ...row, branch: meant }])).toEqual([]);
  });

  test.each(['*', '.*', 'main', 'release/.+', 'feature/.*', 'v[0-9]*', '(a|b)?', 'a\\*b', '.+'])(
    '%s is not',
    (branch) => expect(findSuspectPatterns([{ ...row, branch }])).toEqual([]),
  );

  test('and the closest row says so', () => {
    const subject = { workflow: 'plan.yml', branch: 'feature/x', environment: '' };
    const rows = [
      { ...row, workflow: 'a.yml', branch: 'b' },
      { ...row, branch: 'feature/*' },
    ];
    expect(describeClosestRow(rows, 'ws:sts:create', subject)).toMatch(
      /^Closest is row 2: branch .*feature\/\.\*/,
    );
    expect(describeClosestRow(rows, 'ws:locks:force', subject)).toBeUndefined();
  });
});
