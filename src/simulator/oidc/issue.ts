/** Signs a job's ID token as GitHub's issuer does. */
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { type Job, ownerOf, type World } from '../world/world.ts';
import { claimsOf } from './claims.ts';

/** How long an ID token can be used, in seconds. */
const ID_TOKEN_LIFETIME_SECONDS = 300;
/** How far before its issue it is valid, in seconds, for peers whose clocks are behind. */
const NOT_BEFORE_SECONDS = 600;

export interface IssueOptions {
  /** The address of the repository's owner unless given. */
  readonly audience?: string;
  /** Claims that replace or add to the job's; for tokens that GitHub would never issue. `undefined` leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

function defaultAudience(world: World, job: Job): string {
  const repository = world.repositories.get(job.run.repositoryId);
  return repository === undefined
    ? world.urls.server
    : `${world.urls.server}/${ownerOf(world, repository).login}`;
}

/** A compact RS256 JWT by the newest key. Rejects when the world has no key. */
export async function issueIdToken(world: World, job: Job, options: IssueOptions = {}): Promise<string> {
  const [key] = world.signingKeys;
  if (key === undefined) throw new Error('The issuer has no signing key.');
  const now = Math.floor(world.clock.now() / 1000);
  const claims = {
    jti: randomUUID(),
    ...claimsOf(world, job),
    aud: options.audience ?? defaultAudience(world, job),
    iss: world.urls.issuer,
    nbf: now - NOT_BEFORE_SECONDS,
    exp: now + ID_TOKEN_LIFETIME_SECONDS,
    iat: now,
    ...options.claims,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: key.keyId })
    .sign(key.privateKey);
}
