/** Decides whether a JWT proves an App's identity. Refuses with GitHub's messages. */
import { createPublicKey } from 'node:crypto';
import { compactVerify, decodeJwt, decodeProtectedHeader } from 'jose';
import type { App, World } from '../world/world.ts';

/** Farthest expiry that is accepted, in seconds from now. */
const maxAppJwtLifetimeSeconds = 600;

export type AppJwtVerdict =
  | { readonly status: 'valid'; readonly app: App }
  | { readonly status: 'refused'; readonly httpStatus: 401 | 404; readonly message: string };

export const undecodable = 'A JSON web token could not be decoded';
const expiryMessage =
  "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
const issuedAtMessage =
  "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";

function refuse(message: string, httpStatus: 401 | 404 = 401): AppJwtVerdict {
  return { status: 'refused', httpStatus, message };
}

function decode(
  jwt: string,
): { readonly alg: unknown; readonly claims: Record<string, unknown> } | undefined {
  try {
    return { alg: decodeProtectedHeader(jwt).alg, claims: decodeJwt(jwt) };
  } catch {
    // GitHub has one message for all of this.
    return undefined;
  }
}

/** `iss` is the App's id, as number or text, or its client id. */
function findApp(world: World, issuer: unknown): App | undefined {
  return [...world.apps.values()].find(
    ({ id, clientId }) => String(id) === String(issuer) || clientId === issuer,
  );
}

async function isSignedBy(app: App, jwt: string): Promise<boolean> {
  try {
    await compactVerify(jwt, createPublicKey(app.publicKey), { algorithms: ['RS256'] });
    return true;
  } catch {
    // A wrong signature is a normal outcome.
    return false;
  }
}

/** Uses the world's clock. Accepts an expiry of exactly ten minutes ahead, and an `iat` of the current second. */
export async function verifyAppJwt(world: World, jwt: string): Promise<AppJwtVerdict> {
  const decoded = decode(jwt);
  if (decoded === undefined || decoded.alg !== 'RS256') return refuse(undecodable);
  const { iss, exp, iat } = decoded.claims;
  const now = world.clock.now() / 1000;
  if (iss === undefined) return refuse("Missing 'issuer' claim ('iss') in assertion");
  const app = findApp(world, iss);
  if (app === undefined) return refuse('Integration not found', 404);
  if (!(await isSignedBy(app, jwt))) return refuse(undecodable);
  if (exp === undefined) return refuse("Missing 'expiration time' claim ('exp') in assertion");
  if (typeof exp !== 'number' || exp <= now) return refuse(expiryMessage);
  if (exp > now + maxAppJwtLifetimeSeconds) {
    return refuse("'Expiration time' claim ('exp') is too far in the future");
  }
  if (iat === undefined) return refuse("Missing 'issued at' claim ('iat') in assertion");
  if (typeof iat !== 'number' || iat > now) return refuse(issuedAtMessage);
  return { status: 'valid', app };
}
