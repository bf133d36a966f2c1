/** Lists the installations of the App. */
import { type AccessLevel, isAccessLevel, type Permissions } from '../domain/trust-policy/permissions.ts';
import type { ClientCalls } from './client.ts';

export interface Installation {
  readonly id: number;
  /** Immutable ID of the account, in decimal. */
  readonly ownerId: string;
  /** Login as GitHub spells it. */
  readonly owner: string;
  readonly suspended: boolean;
  /** `all`: every repository of the account belongs to the installation. */
  readonly selection: 'all' | 'selected';
  /** Permissions of the installation, the maximum of every token. */
  readonly permissions: Permissions;
}

/** GitHub's largest page. */
export const pageSize = 100;
/** Most pages: 10,000 installations. */
const maxPages = 100;

/** Permissions with a level that is not known here are left out, so that no token is minted with them. */
function readPermissions(permissions: object): Permissions {
  const known = Object.entries(permissions).filter((entry): entry is [string, AccessLevel] =>
    isAccessLevel(entry[1]),
  );
  return Object.fromEntries(known);
}

/** Every installation of the App. Rejects with `GitHubFailure` rather than return a part of them. */
export async function listInstallations(calls: ClientCalls): Promise<Installation[]> {
  const { client, ...options } = calls;
  const installations: Installation[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const { data } = await client.asApp(
      (send, request) => send('GET /app/installations', { per_page: pageSize, page, request }),
      options,
    );
    for (const entry of data) {
      const { account } = entry;
      // An enterprise account has no repositories.
      if (account === null || !('login' in account)) continue;
      installations.push({
        id: entry.id,
        ownerId: String(account.id),
        owner: account.login,
        suspended: entry.suspended_at !== null && entry.suspended_at !== undefined,
        selection: entry.repository_selection,
        permissions: readPermissions(entry.permissions),
      });
    }
    if (data.length < pageSize) break;
  }
  return installations;
}
