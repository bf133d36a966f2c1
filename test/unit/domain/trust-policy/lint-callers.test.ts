/** What the linter says about the callers that a rule allows, and about its permissions. */

import { describe, expect, test } from '@jest/globals';
import { lintIds, matchText, policyText } from './samples.ts';

type Patterns = Readonly<Record<string, string | { readonly regex: string }>>;

const workflow = 'acme/infra/.github/workflows/deploy.yml';

describe('the callers of', () => {
  test.each<[string, Patterns, string[]]>([
    ['any subject', { subject: '*' }, ['match-all']],
    ['any subject by regex', { subject: { regex: '.*' } }, ['match-all']],
    ['any usual subject', { subject: 'repo:*' }, ['match-all']],
    ['any repository', { repository: '*/*' }, ['match-all']],
    ['any ref', { ref: 'refs/*' }, ['match-all']],
    ['any actor', { actor: '?*' }, ['match-all']],
    ['any of several', { subject: '*', repository: '*', repository_owner: '*' }, ['match-all']],
    ['any subject of one owner', { subject: '*', repository_owner: 'acme', ref: 'refs/heads/main' }, []],
    ['any environment', { environment: '*' }, ['no-caller-anchor']],
    ['a branch', { ref: 'refs/heads/main' }, ['no-caller-anchor']],
    ['a branch of any repository', { repository: '*', ref: 'refs/heads/main' }, ['no-caller-anchor']],
    ['a branch, any subject', { subject: '*', ref: 'refs/heads/main' }, ['no-caller-anchor']],
    ['an actor', { actor: 'octocat' }, ['no-caller-anchor', 'actor-without-repository']],
    ['an actor of an owner', { repository_owner: 'acme', actor: 'octocat' }, ['actor-without-repository']],
    ['an actor of a repository', { repository: 'acme/infra', actor: 'octocat' }, []],
    ['an owner', { repository_owner: 'acme' }, []],
    ['a repository', { repository: 'acme/infra' }, []],
    ['repositories of an owner', { repository: 'acme/platform-*' }, []],
    ['an open owner', { repository_owner: 'acme*' }, ['wildcard-before-slash']],
    ['an open owner by one character', { repository: 'acm?/infra' }, ['wildcard-before-slash']],
    ['no slash', { repository: 'acme*' }, ['wildcard-before-slash']],
    ['no slash in a subject', { subject: 'repo:acme*' }, ['wildcard-before-slash', 'pull-request-reachable']],
    ['a repository of any owner', { repository: '*/infra' }, ['wildcard-before-slash']],
    ['a branch of any owner', { subject: 'repo:*:ref:refs/heads/main' }, ['wildcard-before-slash']],
    ['an open owner by regex', { repository: { regex: 'acme.*' } }, ['wildcard-before-slash']],
    ['an open owner by class', { repository: { regex: '[a-z]+/infra' } }, ['wildcard-before-slash']],
    ['two owners by regex', { repository: { regex: '(acme|beta)/.+' } }, []],
    ['an open owner before any name', { repository: { regex: 'acme.*/[a-z]+' } }, ['wildcard-before-slash']],
    ['any owner before any name', { repository: { regex: '[\\w-]+/\\w+' } }, ['wildcard-before-slash']],
    [
      'an open owner of a subject',
      { subject: { regex: 'repo:acme[a-z-]*/[a-z]+:ref:refs/heads/main' } },
      ['wildcard-before-slash'],
    ],
    [
      'an open owner behind a quotation',
      { repository: { regex: '\\Qacme\\E.*/infra' } },
      ['wildcard-before-slash'],
    ],
    ['an open owner behind a code', { repository: { regex: '\\x61cme.*/infra' } }, ['wildcard-before-slash']],
    ['an open owner in any case', { repository: { regex: '(?i)acme.*/infra' } }, ['wildcard-before-slash']],
    [
      'an open owner of a group of flags',
      { repository: { regex: '(?i:acme).*/infra' } },
      ['wildcard-before-slash'],
    ],
    [
      'an open owner of repeated alternatives',
      { repository: { regex: 'acme(?:\\w|-)*/infra' } },
      ['wildcard-before-slash'],
    ],
    [
      'an open owner behind many closed ones',
      { repository: { regex: `(${[...'abcdefghijklmnopqrst'].join('|')}|.*)/infra` } },
      ['wildcard-before-slash'],
    ],
    ['one owner in any case', { repository: { regex: '(?i)acme/.*' } }, []],
    ['one owner in a quotation', { repository: { regex: '\\Qacme/infra\\E-?.*' } }, []],
    ['an open owner that another claim pins', { repository: 'acme*', repository_owner: 'acme' }, []],
    ['an owner whose id is open', { subject: 'repo:acme@*/infra@*:ref:refs/heads/main' }, []],
    [
      'two open claims',
      { repository: 'a*', repository_owner: 'a*' },
      ['wildcard-before-slash', 'wildcard-before-slash'],
    ],
    ['any run of a subject', { subject: 'repo:acme/infra:*' }, ['pull-request-reachable']],
    ['any run by regex', { subject: { regex: 'repo:acme/(infra|app):.*' } }, ['pull-request-reachable']],
    ['any run with ids', { subject: 'repo:acme@7/infra@42:*' }, ['pull-request-reachable']],
    ['any run on a branch', { subject: 'repo:acme/infra:*', ref: 'refs/heads/*' }, []],
    ['any run on any ref', { subject: 'repo:acme/infra:*', ref: '*' }, ['pull-request-reachable']],
    ['any run in an environment', { subject: 'repo:acme/infra:*', environment: 'production' }, []],
    [
      'any run in any environment',
      { subject: 'repo:acme/infra:*', environment: '*' },
      ['pull-request-reachable'],
    ],
    [
      'any environment of a subject',
      { subject: 'repo:acme/infra:environment:*' },
      ['pull-request-reachable'],
    ],
    ['some environments of a subject', { subject: 'repo:acme/infra:environment:prod-*' }, []],
    [
      'any environment of a subject on main',
      { subject: 'repo:acme/infra:environment:*', ref: 'refs/heads/main' },
      [],
    ],
    ['any run on a tag', { subject: 'repo:acme/infra:*', ref_type: 'tag' }, []],
    [
      'any run of a workflow on main',
      { subject: 'repo:acme/infra:*', workflow_ref: `${workflow}@refs/heads/main` },
      [],
    ],
    ['pull requests that are meant', { subject: 'repo:acme/infra:pull_request' }, []],
    ['any branch of a subject', { subject: 'repo:acme/infra:ref:*' }, []],
    [
      'a workflow at any ref',
      { repository: 'acme/infra', workflow_ref: `${workflow}@*` },
      ['workflow-any-ref'],
    ],
    [
      'a workflow without a ref',
      { repository: 'acme/infra', workflow_ref: `${workflow}*` },
      ['workflow-any-ref'],
    ],
    [
      'a workflow on any branch',
      { repository: 'acme/infra', workflow_ref: `${workflow}@refs/heads/*` },
      ['workflow-any-ref'],
    ],
    [
      'any workflow by regex',
      { repository: 'acme/infra', workflow_ref: { regex: 'acme/infra/.*' } },
      ['workflow-any-ref'],
    ],
    [
      'a workflow on release branches',
      { repository: 'acme/infra', workflow_ref: `${workflow}@refs/heads/release-*` },
      [],
    ],
    ['a workflow on any tag', { repository: 'acme/infra', workflow_ref: `${workflow}@refs/tags/*` }, []],
    [
      'a workflow whose run is on main',
      { repository: 'acme/infra', workflow_ref: `${workflow}@*`, ref: 'refs/heads/main' },
      [],
    ],
    [
      'a workflow whose subject is on main',
      { subject: 'repo:acme/infra:ref:refs/heads/main', workflow_ref: `${workflow}@*` },
      [],
    ],
    [
      'a workflow at one commit',
      { repository: 'acme/infra', workflow_ref: `${workflow}@*`, sha: 'a'.repeat(40) },
      [],
    ],
  ])('%s', (_, match, expected) => {
    expect(lintIds(matchText(match))).toEqual(expected);
  });
});

describe('a rule that grants', () => {
  const [narrow, wide] = [{ repository: 'acme/infra' }, { subject: '*' }];
  test.each<[string, Patterns, object, string[]]>([
    ['reading', wide, { contents: 'read' }, ['match-all']],
    ['writing to too many', wide, { issues: 'write' }, ['match-all', 'broad-write']],
    ['writing contents', narrow, { contents: 'write' }, ['write-covers-policy']],
    ['writing custom properties', narrow, { repository_custom_properties: 'write' }, ['write-covers-policy']],
    ['all of contents', narrow, { contents: 'admin' }, ['admin-grant', 'write-covers-policy']],
    ['admin', narrow, { repository_projects: 'admin' }, ['admin-grant']],
    ['admin to too many', wide, { issues: 'admin' }, ['match-all', 'broad-write', 'admin-grant']],
    ['writing to an owner', { repository_owner: 'acme' }, { pull_requests: 'write' }, []],
    [
      'writing to an actor',
      { repository_owner: 'acme', actor: 'a' },
      { issues: 'write' },
      ['actor-without-repository'],
    ],
    [
      'writing to any owner',
      { repository: '*/a' },
      { issues: 'write' },
      ['wildcard-before-slash', 'broad-write'],
    ],
    ['writing to anybody', { environment: 'a' }, { issues: 'write' }, ['no-caller-anchor', 'broad-write']],
  ])('%s', (_, match, permissions, expected) => {
    expect(lintIds(matchText(match, permissions))).toEqual(expected);
  });
});

describe('warnings beside errors', () => {
  test.each([
    [
      'an error elsewhere',
      matchText({ subject: '*' }).replace('TrustPolicy', 'Policy'),
      ['kind', 'match-all'],
    ],
    [
      'an error in another rule',
      policyText('    - match: {subject: "*"}\n    - match: {reff: a}'),
      ['match-all', 'unknown-claim'],
    ],
    [
      'an unknown permission in the rule',
      matchText({ subject: '*' }, { pulls: 'write', contents: 'write' }),
      ['match-all', 'broad-write', 'permission-unknown', 'write-covers-policy'],
    ],
    [
      'a misspelled claim: it is not missing',
      matchText({ repositoryowner: 'acme', ref: 'refs/heads/main' }),
      ['unknown-claim'],
    ],
    [
      'a regular expression that is refused',
      matchText({ repository: { regex: '(' }, ref: 'refs/heads/a' }),
      ['regex-invalid'],
    ],
  ])('%s', (_, text, expected) => {
    expect(lintIds(text)).toEqual(expected);
  });
});
