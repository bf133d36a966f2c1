import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readTokenSubject } from '../../../../src/domain/oidc/subject.ts';
import { readSubject } from '../../../../src/domain/trust-policy/subject.ts';
import { tokenClaims } from './issuer.ts';

describe('a subject', () => {
  test.each([
    ['with names', 'repo:acme/infra:ref:refs/heads/main', { form: 'name', tail: 'ref:refs/heads/main' }],
    ['with ids', 'repo:acme@7/infra@42:environment:prod', { form: 'id', tail: 'environment:prod' }],
    ['in another case', 'repo:Acme/Infra:pull_request', { form: 'name', tail: 'pull_request' }],
    ['of the repository alone', 'repo:acme/infra', { form: 'name', tail: '' }],
    ['that is customized', 'environment:prod:actor:octocat', { form: 'custom' }],
    ['of another repository', 'repo:acme/other:pull_request', { form: 'contradictory' }],
    ['of another owner', 'repo:evil/infra:pull_request', { form: 'contradictory' }],
    ['of a longer name', 'repo:acme/infra-evil:pull_request', { form: 'contradictory' }],
    ['with the id of another repository', 'repo:acme@7/infra@43:pull_request', { form: 'contradictory' }],
    ['with the id of another owner', 'repo:acme@8/infra@42:pull_request', { form: 'contradictory' }],
    ['with the withdrawn hyphen form', 'repo:acme-7/infra-42:pull_request', { form: 'contradictory' }],
    ['with half of the ids', 'repo:acme@7/infra:pull_request', { form: 'contradictory' }],
    ['with a prefix in capitals', 'REPO:evil/infra:pull_request', { form: 'contradictory' }],
  ])('%s', (_, sub, verdict) => {
    expect(readTokenSubject({ ...tokenClaims, sub })).toEqual(verdict);
  });

  test.each([
    ['a repository without owner', { repository: 'infra' }],
    ['a repository with three parts', { repository: 'acme/infra/x' }],
    ['a repository with a colon', { repository: 'acme/infra:x' }],
    ['a repository in the id form', { repository: 'acme@7/infra@42' }],
    ['an owner that is another', { repository_owner: 'evil' }],
    ['an id that is a name', { repository_id: 'infra' }],
  ])('beside %s is contradictory, even when customized', (_, claims) => {
    expect(readTokenSubject({ ...tokenClaims, sub: 'custom', ...claims })).toEqual({ form: 'contradictory' });
  });

  test('that is accepted here is read the same way by the policy engine', () => {
    const prefix = fc.constantFrom(
      'repo:acme/infra:',
      'repo:acme@7/infra@42:',
      'repo:ACME/infra:',
      'repo:acme/x:',
      'x:',
    );
    fc.assert(
      fc.property(prefix, fc.string(), (head, end) => {
        const claims = { ...tokenClaims, sub: head + end };
        const verdict = readTokenSubject(claims);
        fc.pre(verdict.form !== 'contradictory');
        expect(readSubject(claims)?.form).toBe(verdict.form);
      }),
    );
  });
});
