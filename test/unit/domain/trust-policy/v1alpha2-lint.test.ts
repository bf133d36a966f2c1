/** What the linter knows about the claims of v1alpha2: what no run can meet. */

import { describe, expect, test } from '@jest/globals';
import { laterClaims } from '../../../../src/domain/trust-policy/claims.ts';
import { inspectTrustPolicy } from '../../../../src/domain/trust-policy/lint-policy.ts';
import { readProjectFile } from '../../../support/source-files.ts';
import { lintFindings } from './samples.ts';
import { extendedMatch, lintExtended, lintExtendedIds, toExtended } from './v1alpha2-samples.ts';

const infra = { repository: 'acme/infra' };
const reusable = 'acme/workflows/.github/workflows/deploy.yml';

describe('the note about the hosted Atmos Pro', () => {
  test('is at apiVersion of every file of v1alpha2, and fails nothing', () => {
    const text = extendedMatch({ ...infra, repository_id: '42' });
    expect(lintFindings(text)).toMatchObject([
      { id: 'extension', severity: 'note', range: { start: { line: 1, column: 13 } } },
    ]);
    expect(lintFindings(text)[0]?.message).not.toContain('write v1alpha1');
  });

  test('says when the version is not needed', () => {
    expect(lintFindings(extendedMatch(infra))[0]?.message).toContain('write v1alpha1');
  });
});

describe('the comment for editors', () => {
  const address = 'https://sts.example/schemas/v1alpha1/trust-policy.json';
  const text = `# yaml-language-server: $schema=${address}\n${extendedMatch({ ...infra, repository_id: '42' })}`;
  const find = (policy: string) =>
    inspectTrustPolicy({ content: Buffer.from(policy), file: 'default.yaml' }).findings.filter(
      ({ id }) => id === 'schema-comment',
    );

  test('of the other version is noticed, with its fix', () => {
    const [finding, ...others] = find(text);
    expect([finding?.fix?.text, others]).toEqual([
      'https://sts.example/schemas/v1alpha2/trust-policy.json',
      [],
    ]);
    expect(finding?.range).toEqual({
      start: { line: 1, column: 33 },
      end: { line: 1, column: 33 + address.length },
    });
  });

  test('of the same version, or of any other address, is right', () => {
    expect(find(text.replace('v1alpha1', 'v1alpha2'))).toEqual([]);
    expect(find(text.replace(address, './policy.json'))).toEqual([]);
  });

  test('that is missing is that of the version', () => {
    expect(find(extendedMatch(infra))[0]?.fix?.text).toContain('/v1alpha2/');
  });
});

describe('a value that no run can have', () => {
  test.each<[object, string]>([
    [{ event_name: 'pull-request' }, '"pull_request"'],
    [{ event_name: 'Push' }, 'lower-case'],
    [{ event_name: 'push, pull_request' }, 'a rule for each'],
    [{ event_name: 'pul_request' }, '"pull_request"'],
    [{ event_name: 'issue' }, '"issues"'],
    [{ event_name: 'workflow_call' }, 'job_workflow_ref'],
    [{ job_workflow_ref: `${reusable}@main` }, 'refs/heads/main'],
    [{ job_workflow_ref: 'deploy.yml@refs/heads/main' }, '@REF'],
    [{ repository_id: 'acme/infra' }, 'decimal number'],
    [{ repository_id: '042' }, 'decimal number'],
    [{ repository_id: '0' }, 'decimal number'],
    [{ repository_owner_id: 'R_kgDOABC' }, 'decimal number'],
    [{ actor_id: 'octocat' }, 'decimal number'],
    [{ repository_id: '1'.repeat(21) }, 'decimal number'],
    [{ repository_visibility: 'secret' }, 'internal'],
    [{ repository_visibility: 'Private' }, 'internal'],
    [{ runner_environment: 'ubuntu-latest' }, 'self-hosted'],
    [{ base_ref: 'refs/heads/main' }, 'write "main"'],
    [{ head_ref: 'refs/heads/release/*' }, 'write "release/*"'],
    [{ head_ref: 'octocat:feature' }, 'colons'],
  ])('%j is a mistake: the file stays valid, and the check fails', (match, words) => {
    const content = Buffer.from(extendedMatch({ ...infra, environment: 'x', ...match }));
    const { findings, policy } = inspectTrustPolicy({ content, file: 'default.yaml' });
    expect(policy.status).toBe('valid');
    expect(findings).toContainEqual(
      expect.objectContaining({
        id: 'unmatchable',
        severity: 'mistake',
        message: expect.stringContaining(words),
      }),
    );
  });

  test.each<object>([
    { event_name: 'push' },
    { event_name: 'a_new_event' },
    { event_name: 'pull_request_merged_again' },
    { event_name: 'workflow_dispatch_now' },
    { event_name: 'p*' },
    { event_name: 'merge_group' },
    { job_workflow_ref: `${reusable}@${'a'.repeat(40)}` },
    { job_workflow_ref: `${reusable}@refs/tags/v1` },
    { job_workflow_ref: '*@refs/heads/main' },
    { repository_id: '*' },
    { repository_id: '42?' },
    { repository_id: { regex: '42|43' } },
    { repository_visibility: 'p*' },
    { runner_environment: '*-hosted' },
    { base_ref: 'release/*' },
    { base_ref: 'refs' },
    { head_ref: 'dependabot/npm_and_yarn/x-1.0' },
  ])('%j may be one', (match) => {
    expect(lintExtendedIds({ ...infra, ...match })).not.toContain('unmatchable');
  });
});

describe('two claims that never hold together', () => {
  test('are not claimed for an expression of more alternatives than are read', () => {
    const regex = [...new Array(20).fill('push'), 'pull_request'].join('|');
    expect(lintExtendedIds({ ...infra, event_name: { regex }, ref: 'refs/pull/*' })).toEqual([]);
  });

  test.each<[object, boolean]>([
    [{ event_name: 'push', ref: 'refs/pull/*' }, true],
    [{ event_name: 'push', ref: 'refs/heads/main' }, false],
    [{ event_name: 'push', ref: 'refs/tags/v*' }, false],
    [{ event_name: 'pull_request', ref: 'refs/tags/v1' }, true],
    [{ event_name: 'pull_request', ref: 'refs/pull/*/merge' }, false],
    [{ event_name: 'pull_request_target', ref: 'refs/pull/7/merge', environment: 'x' }, true],
    [{ event_name: 'schedule', ref: 'refs/tags/v1' }, true],
    [{ event_name: { regex: 'push|schedule' }, ref: 'refs/pull/*' }, true],
    [{ event_name: { regex: 'push|pull_request' }, ref: 'refs/pull/*' }, false],
    [{ event_name: 'pu*', ref: 'refs/pull/*' }, false],
    [{ event_name: 'a_new_event', ref: 'refs/pull/*' }, false],
    [{ event_name: { regex: 'push|a_new_event' }, ref: 'refs/pull/*' }, false],
    [{ event_name: 'push', base_ref: 'main' }, true],
    [{ event_name: 'workflow_dispatch', head_ref: 'x', environment: 'x' }, true],
    [{ event_name: 'pull_request', base_ref: 'main' }, false],
    [{ event_name: 'merge_group', base_ref: 'main' }, false],
    [{ base_ref: 'main', ref: 'refs/tags/v1' }, true],
    [{ base_ref: 'main', ref: 'refs/pull/*' }, false],
  ])('%j: %j', (match, expected) => {
    expect(lintExtendedIds({ ...infra, ...match }).includes('unreachable-rule')).toBe(expected);
  });

  test.each<[object, boolean]>([
    [{ subject: 'repo:acme/infra:pull_request', event_name: 'push' }, true],
    [{ subject: 'repo:acme/infra:pull_request', event_name: 'pull_request' }, false],
    [{ subject: 'repo:acme/infra:ref:refs/heads/main', event_name: 'push' }, false],
    [{ subject: 'repo:acme@7/infra@42:*', ref: 'refs/heads/main', repository_id: '43' }, true],
    [{ subject: 'repo:acme@7/infra@42:*', ref: 'refs/heads/main', repository_owner_id: '8' }, true],
    [{ subject: 'repo:acme@7/infra@42:*', ref: 'refs/heads/main', repository_id: '42' }, false],
    [{ subject: 'repo:acme@*/infra@42:*', ref: 'refs/heads/main', repository_owner_id: '8' }, false],
  ])('%j: %j', (match, expected) => {
    expect(lintExtendedIds(match).includes('unreachable-rule')).toBe(expected);
  });

  // GitHub starts the run of a pull request that was merged on the branch that it was merged into.
  test.each<[object, boolean]>([
    [{ ...infra, event_name: 'pull_request', ref: 'refs/heads/main' }, true],
    [{ ...infra, event_name: { regex: 'pull_request|pull_request_review' }, ref: 'refs/heads/*' }, true],
    [{ subject: 'repo:acme/infra:ref:refs/heads/main', event_name: 'pull_request' }, true],
    [{ ...infra, event_name: 'pull_request', ref: '*' }, false],
    [{ ...infra, event_name: 'pull_request_target', ref: 'refs/heads/main', environment: 'x' }, false],
    [{ ...infra, event_name: { regex: 'push|pull_request' }, ref: 'refs/heads/main' }, false],
    [{ subject: 'repo:acme/infra:*', event_name: 'pull_request' }, false],
  ])('%j is a pull request on a branch: %j', (match, expected) => {
    expect(lintExtendedIds(match)).toEqual(expected ? ['pull-request-ref'] : []);
  });
});

test('a workflow of another repository points to the claim for it', () => {
  const [finding] = lintExtended({ ...infra, workflow_ref: `${reusable}@refs/heads/main` });
  expect(finding).toMatchObject({
    id: 'foreign-workflow',
    message: expect.stringContaining('job_workflow_ref'),
  });
});

test('all mistakes of a file of v1alpha2 are told in one pass, whatever their kinds', () => {
  const text = toExtended(`apiVersion: atmos-pro.com/v1alpha1
kind: TrustPolicys
metadata:
  name: other
spec:
  rules:
    - match: {repository_id: 42, event_name: pull-request, jobworkflowref: x}
      permissions: {pull-requests: write}
    - match: {repository: acme/infra, ref: {regex: "a("}, head_ref: refs/heads/main}
    - match: {repository: acme/infra, event_name: push, base_ref: main}
`);
  expect(
    lintFindings(text)
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual([
    ...[
      'extension',
      'kind',
      'metadata-name',
      'not-a-string',
      'permission-unknown',
      'regex-invalid',
      'unknown-claim',
    ],
    ...['unmatchable', 'unmatchable', 'unreachable-rule'],
  ]);
});

describe('docs/trust-policies-v1alpha2.md', () => {
  const guide = readProjectFile('docs/trust-policies-v1alpha2.md');
  const policies = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');

  test.each(policies)('has no finding but the note about the version in\n%s', (text) => {
    expect(lintFindings(text).map(({ id }) => id)).toEqual(['extension']);
    expect(lintFindings(text)[0]?.message).not.toContain('write v1alpha1');
  });

  test('explains every claim, and has recipes', () => {
    const rows = [...guide.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1]);
    expect(rows).toEqual(Object.keys(laterClaims));
    expect(policies.length).toBeGreaterThanOrEqual(3);
  });
});
