/** The members of a team, with `members: read` in its organization. */
import { apiRoute } from '../api/api-route.ts';
import { cutPage } from '../api/pages.ts';
import { json, notAccessible, notFound } from '../api/responses.ts';
import { showAccount } from '../shapes/account.ts';
import { isAtLeast } from '../world/access.ts';
import { findAccount } from '../world/world.ts';

const page = '/teams/members#list-team-members';

export const teamRoutes = [
  apiRoute({
    id: 'teams/list-members-in-org',
    method: 'GET',
    path: '/orgs/{org}/teams/{team_slug}/members',
    caller: 'token',
    handle({ world, caller, param, query }) {
      const organization = findAccount(world, param('org'));
      if (organization?.id !== caller.token.accountId) return notFound(page);
      if (!isAtLeast(caller.token.permissions['members'], 'read')) return notAccessible(page);
      const slug = param('team_slug');
      const team = [...world.teams.values()].find(
        (one) => one.organizationId === organization.id && one.slug === slug,
      );
      if (team === undefined) return notFound(page);
      const members = [...team.members].flatMap((id) => world.accounts.get(id) ?? []);
      const address = `${world.urls.api}/organizations/${organization.id}/team/${team.id}/members`;
      const cut = cutPage(members, query, address);
      return json(
        200,
        cut.items.map((account) => showAccount(world, account)),
        cut.headers,
      );
    },
  }),
];
