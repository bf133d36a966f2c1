/** Which rules of v1alpha2 allow more callers than their author may expect. */

import { describe, expect, test } from '@jest/globals';
import { lintExtended, lintExtendedIds } from './v1alpha2-samples.ts';

const infra = { repository: 'acme/infra' };
const reusable = 'acme/workflows/.github/workflows/deploy.yml';

describe('the callers of', () => {
  test.each<[string, object, string[]]>([
    ['an event alone', { event_name: 'push' }, ['no-caller-anchor']],
    ['every event', { event_name: '*' }, ['match-all']],
    ['every kind of runner', { runner_environment: { regex: '(github|self)-hosted' } }, ['match-all']],
    ['every visibility', { repository_visibility: { regex: 'public|private|internal' } }, ['match-all']],
    ['every id', { repository_id: '*' }, ['match-all']],
    ['any pull request', { base_ref: '*' }, ['no-caller-anchor']],
    ['private repositories', { repository_visibility: 'private' }, ['no-caller-anchor']],
    ['a kind of runner', { runner_environment: 'self-hosted' }, ['no-caller-anchor']],
    [
      'a reusable workflow of any caller',
      { job_workflow_ref: `${reusable}@refs/heads/main` },
      ['no-caller-anchor'],
    ],
    [
      'a reusable workflow of an owner',
      { repository_owner: 'acme', job_workflow_ref: `${reusable}@refs/heads/main` },
      [],
    ],
    [
      'a reusable workflow at any ref',
      { repository_owner: 'acme', job_workflow_ref: `${reusable}@*` },
      ['workflow-any-ref'],
    ],
    [
      'a reusable workflow on any branch',
      { repository_owner: 'acme', job_workflow_ref: `${reusable}@refs/heads/*` },
      ['workflow-any-ref'],
    ],
    [
      'a reusable workflow that main of the caller chooses',
      { ...infra, ref: 'refs/heads/main', job_workflow_ref: `${reusable}@*` },
      [],
    ],
    ['the id of a repository', { repository_id: '42' }, []],
    ['the ids of two repositories', { repository_id: { regex: '42|43' } }, []],
    ['the id of an owner', { repository_owner_id: '7' }, []],
    ['an id that is open', { repository_id: '42*' }, ['no-caller-anchor', 'id-wildcard']],
    ['an id that is open by one digit', { repository_owner_id: '4?' }, ['no-caller-anchor', 'id-wildcard']],
    [
      'an id that is open by regex',
      { repository_id: { regex: '4[0-9]+' } },
      ['no-caller-anchor', 'id-wildcard'],
    ],
    ['the ids of a class', { repository_id: { regex: '4[23]' } }, []],
    ['an id that repeats', { ...infra, repository_id: { regex: '4+' } }, ['id-wildcard']],
    [
      'more ids than are read',
      { repository_id: { regex: [...new Array(20).keys()].map((n) => n + 1).join('|') } },
      [],
    ],
    [
      'an open id after more ids than are read',
      { ...infra, repository_id: { regex: `${[...new Array(20).keys()].map((n) => n + 1).join('|')}|9.*` } },
      ['id-wildcard'],
    ],
    ['an open id beside a name', { ...infra, repository_id: '42*' }, ['id-wildcard']],
    ['an open id of an actor', { ...infra, actor_id: '58*' }, ['id-wildcard']],
    ['an open owner that an id pins', { repository: 'acme*', repository_owner_id: '7' }, []],
    [
      'an open owner that an open id does not pin',
      { repository: 'acme*', repository_owner_id: '7*' },
      ['wildcard-before-slash', 'id-wildcard'],
    ],
    ['an actor of an owner', { repository_owner: 'acme', actor: 'octocat' }, ['actor-without-repository']],
    ['an actor whose id is named', { repository_owner: 'acme', actor: 'octocat', actor_id: '583231' }, []],
    ['an actor of a repository by id', { repository_id: '42', actor: 'octocat' }, []],
    ['any run', { subject: 'repo:acme/infra:*' }, ['pull-request-reachable']],
    ['any run of a push', { subject: 'repo:acme/infra:*', event_name: 'push' }, []],
    ['any run of two events', { subject: 'repo:acme/infra:*', event_name: { regex: 'push|schedule' } }, []],
    ['any run of any event', { subject: 'repo:acme/infra:*', event_name: '*' }, ['pull-request-reachable']],
    [
      'any run of events that begin with p',
      { subject: 'repo:acme/infra:*', event_name: 'p*', environment: 'x' },
      [],
    ],
    ['pull requests that are meant', { subject: 'repo:acme/infra:*', event_name: 'pull_request' }, []],
    [
      'events of pull requests that are meant',
      { subject: 'repo:acme/infra:*', event_name: 'pull_request?review' },
      [],
    ],
    ['an event of strangers', { ...infra, event_name: 'pull_request_target' }, ['outsider-event']],
    ['comments of strangers', { ...infra, event_name: { regex: 'push|issue_comment' } }, ['outsider-event']],
    ['events among which one is of strangers', { ...infra, event_name: 'pull_request*' }, ['outsider-event']],
    [
      'an event of strangers in an environment',
      { ...infra, event_name: 'issue_comment', environment: 'x' },
      [],
    ],
    [
      'an event of strangers in any environment',
      { ...infra, event_name: 'issue_comment', environment: '*' },
      ['outsider-event'],
    ],
    [
      'a head that its author names in any environment',
      { ...infra, head_ref: 'renovate/*', environment: { regex: '.+' } },
      ['head-ref-chosen'],
    ],
    ['an event of strangers by an actor', { ...infra, event_name: 'issue_comment', actor_id: '583231' }, []],
    ['a head that its author names', { ...infra, head_ref: 'renovate/*' }, ['head-ref-chosen']],
    ['a head of an actor', { ...infra, head_ref: 'renovate/*', actor_id: '29139614' }, []],
    ['any head', { ...infra, head_ref: '*' }, []],
    ['a base', { ...infra, base_ref: 'main' }, []],
  ])('%s', (_, match, expected) => {
    expect(lintExtendedIds(match)).toEqual(expected);
  });

  test.each<[object, string]>([
    [{ repository_id: '42*' }, 'no-caller-anchor'],
    [{ ...infra, repository_id: '42*' }, 'id-wildcard'],
    [{ ...infra, event_name: 'pull_request_target' }, 'outsider-event'],
    [{ ...infra, head_ref: 'renovate/*' }, 'head-ref-chosen'],
  ])('%j are too many to write', (match, reason) => {
    const broad = lintExtended(match, { issues: 'write' }).find(({ id }) => id === 'broad-write');
    expect(broad?.message).toContain(reason);
  });

  test('a reusable workflow says who is allowed without a repository', () => {
    const [finding] = lintExtended({ job_workflow_ref: `${reusable}@refs/heads/main` });
    expect(finding?.message).toContain('can call the reusable workflow');
  });
});
