/** Makes the tokens that GitHub hands out, in both of their forms. */
import { createHmac, randomBytes, randomInt } from 'node:crypto';
import type { Permissions } from './permissions.ts';
import type { AccessToken, Job, World } from './world.ts';

/** How long an installation token lives, in milliseconds. */
export const INSTALLATION_TOKEN_LIFETIME_MS = 60 * 60 * 1000;
/** A job's token lives as long as a job on a hosted runner can, in milliseconds. */
const JOB_TOKEN_LIFETIME_MS = 6 * 60 * 60 * 1000;
/** Characters after `ghs_` in the form that GitHub stores. */
const STATEFUL_LENGTH = 36;
/** Length that the stateless form is filled up to, in bytes before encoding; gives about 520 characters in all. */
const STATELESS_FILLER_BYTES = 176;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Nobody can check the signature: the token is looked up like any other. */
const internalSecret = randomBytes(64);

/** `ghs_` and 36 letters and digits. */
export function newStatefulToken(): string {
  const letters = Array.from({ length: STATEFUL_LENGTH }, () => alphabet[randomInt(alphabet.length)]);
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
      jti: randomBytes(STATELESS_FILLER_BYTES).toString('base64url'),
    }),
  ].join('.');
  const signature = createHmac('sha512', internalSecret).update(signed).digest('base64url');
  return `ghs_${appId}_${signed}.${signature}`;
}

/** A workflow writes `pull-requests`, the API `pull_requests`. `id-token` is no permission of the API. */
function apiPermissions(permissions: Permissions): Permissions {
  const entries = Object.entries(permissions)
    .filter(([name]) => name !== 'id-token' && name !== 'id_token')
    .map(([name, level]) => [name.replaceAll('-', '_'), level] as const);
  return Object.fromEntries([['metadata', 'read'] as const, ...entries]);
}

/** The job's `GITHUB_TOKEN`: the caller's repository alone, with what the job's `permissions` allow. */
export function jobTokenOf(world: World, job: Job): AccessToken {
  const repository = world.repositories.get(job.run.repositoryId);
  return {
    token: job.token,
    kind: 'job',
    installationId: undefined,
    accountId: repository?.ownerId ?? 0,
    repositoryIds: [job.run.repositoryId],
    permissions: apiPermissions(job.permissions),
    expiresAt: world.clock.now() + JOB_TOKEN_LIFETIME_MS,
    revoked: false,
  };
}
