/** An account as REST shows it. */
import type { components } from '@octokit/openapi-types';
import type { Account, World } from '../world/world.ts';
import { nodeIdOf } from './node-id.ts';

export type AccountShape = components['schemas']['simple-user'];

export function showAccount(world: World, account: Account): AccountShape {
  const { login } = account;
  const { api, server } = world.urls;
  const url = `${api}/users/${login}`;
  return {
    login,
    id: account.id,
    node_id: nodeIdOf(account.type, account.id),
    avatar_url: `${server}/avatars/u/${account.id}`,
    gravatar_id: '',
    url,
    html_url: `${server}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    user_view_type: 'public',
    site_admin: false,
  };
}
