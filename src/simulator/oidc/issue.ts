/** Signs a job's ID token as GitHub's issuer does. */
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { ownerOf, type SimulatedJob, type World } from '../world/world.ts';
import { claimsOf } from './claims.ts';

/** Lifetime of an ID token, in seconds. */
const idTokenLifetimeSeconds = 300;
/** How long before its issue a token is already valid, in seconds, for servers whose clocks are behind. */
const notBeforeSeconds = 600;

export interface IssueOptions {
  /** Default: the address of the repository's owner. */
  readonly audience?: string | undefined;
  /** Replace or extend the job's claims, for tokens that GitHub would never issue. `undefined` removes a claim. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
}

function defaultAudience(world: World, job: SimulatedJob): string {
  const repository = world.repositories.get(job.run.repositoryId);
  return repository === undefined
    ? world.urls.server
    : `${world.urls.server}/${ownerOf(world, repository).login}`;
}

/** A compact RS256 JWT, signed with the newest key. Rejects if the world has no key. */
export async function issueIdToken(
  world: World,
  job: SimulatedJob,
  options: IssueOptions = {},
): Promise<string> {
  const [key] = world.signingKeys;
  if (key === undefined) throw new Error('The issuer has no signing key.');
  const now = Math.floor(world.clock.now() / 1000);
  const claims = {
    jti: randomUUID(),
    ...claimsOf(world, job),
    aud: options.audience ?? defaultAudience(world, job),
    iss: world.urls.issuer,
    nbf: now - notBeforeSeconds,
    exp: now + idTokenLifetimeSeconds,
    iat: now,
    ...options.claims,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: key.keyId })
    .sign(key.privateKey);
}
