/** Creates GitHub's tokens, in both formats. */
import { createHmac, randomBytes, randomInt } from 'node:crypto';
import type { SimulatedPermissions } from './permissions.ts';
import type { SimulatedAccessToken, SimulatedJob, World } from './world.ts';

/** How long an installation token lives, in milliseconds. */
export const installationTokenLifetimeMs = 60 * 60 * 1000;
/** A job's token lives as long as a job on a hosted runner can, in milliseconds. */
const jobTokenLifetimeMs = 6 * 60 * 60 * 1000;
/** Characters after `ghs_` in the form that GitHub stores. */
const statefulLength = 36;
/** Filler of the stateless format, in bytes before encoding. Makes the token about 520 characters long. */
const statelessFillerBytes = 176;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** The signature is never verified: the token is looked up like any other. */
const internalSecret = randomBytes(64);

/** `ghs_` and 36 letters and digits. */
export function newStatefulToken(): string {
  const letters = Array.from({ length: statefulLength }, () => alphabet[randomInt(alphabet.length)]);
  return `ghs_${letters.join('')}`;
}

/** `ghs_<App id>_<JWT>`, about 520 characters. The content is GitHub's own business and means nothing to a client. */
export function newStatelessToken(
  appId: number,
  claims: { readonly installationId: number; readonly expiresAt: number },
): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = [
    encode({ alg: 'HS512', typ: 'JWT' }),
    encode({
      iss: 'simulator',
      sub: String(claims.installationId),
      exp: Math.floor(claims.expiresAt / 1000),
      jti: randomBytes(statelessFillerBytes).toString('base64url'),
    }),
  ].join('.');
  const signature = createHmac('sha512', internalSecret).update(signed).digest('base64url');
  return `ghs_${appId}_${signed}.${signature}`;
}

/** Workflows write `pull-requests`, the API `pull_requests`. `id-token` is not an API permission. */
function apiPermissions(permissions: SimulatedPermissions): SimulatedPermissions {
  const entries = Object.entries(permissions)
    .filter(([name]) => name !== 'id-token' && name !== 'id_token')
    .map(([name, level]) => [name.replaceAll('-', '_'), level] as const);
  return Object.fromEntries([['metadata', 'read'] as const, ...entries]);
}

/** The job's `GITHUB_TOKEN`: for the job's repository only, with the job's `permissions`. */
export function jobTokenOf(world: World, job: SimulatedJob): SimulatedAccessToken {
  const repository = world.repositories.get(job.run.repositoryId);
  return {
    token: job.token,
    kind: 'job',
    installationId: undefined,
    accountId: repository?.ownerId ?? 0,
    repositoryIds: [job.run.repositoryId],
    permissions: apiPermissions(job.permissions),
    mintedAt: world.clock.now(),
    expiresAt: world.clock.now() + jobTokenLifetimeMs,
    revoked: false,
  };
}
