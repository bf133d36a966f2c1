/** Mints an installation token over HTTP, as an App does. */
import { createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Simulator } from '../../src/simulator/main.ts';

/** Of the world's first App and installation; `scope` is the body of the request. */
export async function mintInstallationToken(simulator: Simulator, scope: unknown = {}): Promise<string> {
  const { world, urls } = simulator;
  const [installation] = world.installations.values();
  const app = world.apps.get(installation?.appId ?? 0);
  if (app === undefined) throw new Error('This world has no installation.');
  const seconds = Math.floor(world.clock.now() / 1000);
  const jwt = await new SignJWT({ iat: seconds - 30, exp: seconds + 570, iss: String(app.id) })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .sign(createPrivateKey(app.privateKey));
  const address = `${urls.api}/app/installations/${installation?.id}/access_tokens`;
  const response = await fetch(address, {
    method: 'POST',
    headers: { authorization: `Bearer ${jwt}`, 'user-agent': 'test' },
    body: JSON.stringify(scope),
  });
  const body = (await response.json()) as { token?: string };
  if (body.token === undefined) throw new Error(`No token: ${JSON.stringify(body)}`);
  return body.token;
}
