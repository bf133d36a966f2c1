/** The repositories of a configuration as the App sees them on GitHub now. */
import { ActionError } from '../../base/errors.ts';
import { mintReaderToken, revokeAccessToken } from '../../github/access-tokens.ts';
import { createGitHubClient } from '../../github/client.ts';
import { listInstallations } from '../../github/installations.ts';
import { type RepositoryIdentity, resolveRepositoryNames } from '../../github/repositories.ts';
import { systemClock } from '../../runner/clock.ts';
import type { ServerConfig } from '../../server/config/config.ts';
import { serverRandom } from '../../server/system-ports.ts';

const nothing = () => undefined;
const quiet = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** By name in lower case; without those that the App does not see. Rejects with `GitHubFailure`, or INPUT_CONFIG_INVALID without an App. */
export async function resolveIds({
  github,
  workspaces,
}: Pick<ServerConfig, 'github' | 'workspaces'>): Promise<ReadonlyMap<string, RepositoryIdentity>> {
  const { app, apiUrl, graphqlUrl } = github;
  if (app === undefined)
    throw new ActionError(
      'INPUT_CONFIG_INVALID',
      'No GitHub App is configured, so GitHub cannot be asked for ids.',
      {
        hint: 'Create one with `atmos-pro github-app create`, then set `github.app_id` and its private key.',
      },
    );
  const client = createGitHubClient(
    { apiUrl, graphqlUrl, appId: app.id, privateKey: app.privateKey, userAgent: 'atmos-pro-config' },
    { clock: systemClock, random: serverRandom, logger: quiet, fetch: globalThis.fetch },
  );
  const names = new Set(
    workspaces.flatMap(({ repositories }) => repositories.map(({ name }) => name.toLowerCase())),
  );
  const byOwner = Map.groupBy(names, (name) => name.slice(0, name.indexOf('/')));
  const found = new Map<string, RepositoryIdentity>();
  for (const { id, owner, suspended } of await listInstallations({ client })) {
    const own = byOwner.get(owner.toLowerCase()) ?? [];
    if (suspended || own.length === 0) continue;
    const { token } = await mintReaderToken({ client }, id);
    try {
      const identities = await resolveRepositoryNames({ client, now: () => Date.now() }, token, own);
      for (const [index, identity] of identities.entries()) {
        const name = own[index];
        if (name !== undefined && identity !== undefined) found.set(name, identity);
      }
    } finally {
      // No log has the token, so it must not outlive the command. If GitHub fails, it expires within the hour.
      await revokeAccessToken({ client }, token).catch(nothing);
    }
  }
  return found;
}
