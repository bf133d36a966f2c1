/** Lists the installations of the App. */
import { type AccessLevel, isAccessLevel, type Permissions } from '../domain/trust-policy/permissions.ts';
import type { ClientCalls } from './client.ts';
import { pageSize, readAllPages } from './pages.ts';

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
  const list = { noun: 'installations of the App', maxPages };
  const entries = await readAllPages(list, async (page) => {
    const { data } = await client.asApp(
      (send, request) => send('GET /app/installations', { per_page: pageSize, page, request }),
      options,
    );
    return data;
  });
  return entries.flatMap((entry) => {
    const { account } = entry;
    // An enterprise account has no repositories.
    if (account === null || !('login' in account)) return [];
    return [
      {
        id: entry.id,
        ownerId: String(account.id),
        owner: account.login,
        suspended: entry.suspended_at !== null && entry.suspended_at !== undefined,
        selection: entry.repository_selection,
        permissions: readPermissions(entry.permissions),
      },
    ];
  });
}
