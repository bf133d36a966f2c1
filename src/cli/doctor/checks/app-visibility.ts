/** Checks that every owner of the configured repositories can install the App: a private one is for its owner alone. */
import type { ServerConfig } from '../../../server/config/config.ts';
import { type DoctorResult, warn } from '../check.ts';

/** In milliseconds. */
const visibilityTimeoutMs = 10_000;

export interface NamedApp {
  readonly slug: string;
  /** Login of the account that owns it. */
  readonly owner: string;
  readonly id: number;
  /** What it is subscribed to. */
  readonly events: readonly string[];
}

function foreignOwners({ workspaces }: Pick<ServerConfig, 'workspaces'>, owner: string): string[] {
  const owners = workspaces.flatMap(({ repositories }) =>
    repositories.map(({ name }) => name.slice(0, name.indexOf('/'))),
  );
  const byKey = new Map(owners.map((login) => [login.toLowerCase(), login]));
  byKey.delete(owner.toLowerCase());
  return [...byKey.values()];
}

/** Without credentials, GitHub answers 404 for a private App (https://docs.github.com/rest/apps/apps#get-an-app). */
async function isPrivate(
  apiUrl: string,
  slug: string,
  fetch: typeof globalThis.fetch,
): Promise<boolean | undefined> {
  try {
    const response = await fetch(`${apiUrl}/apps/${encodeURIComponent(slug)}`, {
      headers: { 'user-agent': 'atmos-pro-doctor', accept: 'application/vnd.github+json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(visibilityTimeoutMs),
    });
    await response.body?.cancel();
    if (response.status === 200) return false;
    return response.status === 404 ? true : undefined;
  } catch {
    return undefined;
  }
}

/** Nothing when one account owns everything, or when GitHub does not say. */
export async function checkAppVisibility(
  app: NamedApp,
  config: Pick<ServerConfig, 'workspaces' | 'github'>,
  ports: { readonly fetch: typeof globalThis.fetch },
): Promise<DoctorResult[]> {
  const foreign = foreignOwners(config, app.owner);
  if (foreign.length === 0 || (await isPrivate(config.github.apiUrl, app.slug, ports.fetch)) !== true)
    return [];
  const message = `The App ${app.slug} of ${app.owner} is private, so it cannot be installed on ${foreign.join(', ')}.`;
  return [warn('app-private', message)];
}
