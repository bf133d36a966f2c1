/** Roles: the highest entry that is about the person, by ids. */
import { expect, test } from '@jest/globals';
import { decideRole, type RoleEntry, type RoleFacts } from '../../../../src/domain/roles/decide-role.ts';

const facts: RoleFacts = {
  idsByLogin: new Map([['mona', '1']]),
  members: new Map([
    ['acme/platform', { ids: new Set(['1', '2']), isFresh: true }],
    ['acme/old', { ids: new Set(['1']), isFresh: false }],
  ]),
};
const person = (role: RoleEntry['role'], login: string, id?: string): RoleEntry => ({
  kind: 'person',
  role,
  login,
  id,
});
const team = (role: RoleEntry['role'], slug: string): RoleEntry => ({
  kind: 'team',
  role,
  organization: 'Acme',
  slug,
});

test.each([
  { what: 'no entry', entries: [], id: '1', role: undefined, actingRole: undefined },
  {
    what: 'a login, in whatever case',
    entries: [person('member', 'Mona')],
    id: '1',
    role: 'member',
    actingRole: 'member',
  },
  {
    what: 'a login of another person',
    entries: [person('owner', 'mona')],
    id: '2',
    role: undefined,
    actingRole: undefined,
  },
  {
    what: 'a login that nobody signed in with',
    entries: [person('owner', 'ada')],
    id: '1',
    role: undefined,
    actingRole: undefined,
  },
  {
    what: 'a pinned id',
    entries: [person('owner', 'ada', '1')],
    id: '1',
    role: 'owner',
    actingRole: 'owner',
  },
  {
    what: 'a pinned id of another person',
    entries: [person('owner', 'mona', '9')],
    id: '1',
    role: undefined,
    actingRole: undefined,
  },
  {
    what: 'the highest of several',
    entries: [person('member', 'mona'), team('admin', 'platform')],
    id: '1',
    role: 'admin',
    actingRole: 'admin',
  },
  {
    what: 'a list that is not fresh',
    entries: [team('owner', 'old'), team('member', 'platform')],
    id: '1',
    role: 'owner',
    actingRole: 'member',
  },
  {
    what: 'a team that GitHub does not show',
    entries: [team('owner', 'gone')],
    id: '1',
    role: undefined,
    actingRole: undefined,
  },
] as const)('$what', ({ entries, id, role, actingRole }) => {
  expect(decideRole(entries, id, facts)).toEqual({ role, actingRole });
});
