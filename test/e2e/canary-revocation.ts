/** An admin who revokes the tokens of jobs that the canary's server has stored, with a failure of GitHub and requests that make no sense. */
import { createHash } from 'node:crypto';
import { createAdminToken } from '../../src/server/access/admin-token.ts';
import type { Relay } from '../support/recording-relay.ts';
import type { TestSimulator } from '../support/simulator.ts';
import { workspaceId } from './canary-config.ts';

interface ListedTokens {
  readonly data: { readonly tokens: readonly { readonly sha256: string; readonly state: string }[] };
}

export interface CanaryAdmin {
  readonly token: string;
  /** An entry of `admin_tokens`. */
  readonly entry: { readonly name: string; readonly sha256: string };
}

export function createCanaryAdmin(): CanaryAdmin {
  const token = createAdminToken();
  return { token, entry: { name: 'alice', sha256: createHash('sha256').update(token).digest('hex') } };
}

/** Through `relay`, which records all of it. Throws unless tokens could be revoked, and are. */
export async function playRevocation(
  relay: Relay,
  simulator: TestSimulator,
  { token }: CanaryAdmin,
): Promise<void> {
  const authorization = `Bearer ${token}`;
  const ask = (path: string, body?: object) =>
    fetch(`${relay.url}/api/v1/tokens${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    });
  const list = async (state: string) => {
    const { data } = (await (await ask(`?workspace=${workspaceId}`)).json()) as ListedTokens;
    return data.tokens.filter((one) => one.state === state).map(({ sha256 }) => sha256);
  };
  const revocable = await list('revocable');
  const [first = ''] = revocable;
  const fault = { kind: 'status', status: 500, body: '<html>bad</html>' } as const;
  simulator.faults.add({ route: 'apps/revoke-installation-access-token', fault });
  const failed = await ask(`/${first}/revoke`, { workspace: workspaceId });
  simulator.faults.clear();
  if (failed.status !== 503) throw new Error(`a revocation without GitHub answered ${failed.status}`);
  for (const sha256 of revocable)
    await ask(`/${sha256}/revoke`, { workspace: workspaceId, reason: 'in a log' });
  await ask(`/${'0'.repeat(64)}/revoke`, { workspace: workspaceId });
  await ask('/x/revoke', { workspace: 'ws_2' });
  const revoked = await list('revoked');
  if (revocable.length === 0 || !revocable.every((sha256) => revoked.includes(sha256)))
    throw new Error(`of ${revocable.length} tokens ${revoked.length} were revoked`);
}
