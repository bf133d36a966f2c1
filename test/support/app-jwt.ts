/** A JWT of an App of a world, as the App itself would sign it now. */
import { createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import type { World } from '../../src/simulator/world/world.ts';

/** Of the first App unless a slug is given. */
export async function appJwtOf(world: World, slug?: string): Promise<string> {
  const app = [...world.apps.values()].find((one) => slug === undefined || one.slug === slug);
  if (app === undefined) throw new Error('The world has no such App.');
  const seconds = Math.floor(world.clock.now() / 1000);
  return await new SignJWT({ iat: seconds - 30, exp: seconds + 570, iss: String(app.id) })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .sign(createPrivateKey(app.privateKey));
}
