/** `/locks`: take, renew and release locks on stacks (docs/wire.md#locks), and see who holds what. */
import { type Static, Type } from 'typebox';
import { maxKeyLength } from '../../domain/locks/lock-key.ts';
import { confirmLeaseMs } from '../../domain/locks/take.ts';
import { maxMessageLength } from '../../domain/locks/words.ts';
import { envelopeOf } from '../envelope.ts';

/** Most keys of one all-or-nothing request. */
export const maxLockKeys = 100;
/** Longest wait of one request, in seconds: well within the 30 s after which clients give up. */
const maxWaitSeconds = 10;
/** TTL when a request names none, in seconds: what the CLI sends. */
const defaultTtlSeconds = 30;
/** Longest reason of a forced release, in characters. */
export const maxReasonLength = 512;

export const lockIdPattern = '^[A-Za-z0-9-]{1,64}$';

/** Which one is meant. */
export const workspace = Type.Optional(
  Type.String({
    maxLength: 128,
    description: 'Id of the workspace. Required for an admin token. A session belongs to one workspace.',
  }),
);
const key = Type.String({
  minLength: 1,
  maxLength: maxKeyLength,
  description: '`owner/repo/stack/component`; stack and component may contain slashes.',
});
const terms = {
  ttl: Type.Integer({
    default: defaultTtlSeconds,
    description: 'How long the lock lasts, in seconds, from 1 to the workspace’s `locks.max_ttl_seconds`.',
  }),
  lockMessage: Type.Optional(
    Type.String({ maxLength: maxMessageLength, description: 'Shown to jobs that are refused the lock.' }),
  ),
  properties: Type.Optional(
    Type.Object(
      {
        kind: Type.Optional(
          Type.Union([Type.Literal('run'), Type.Literal('hold')], {
            description: '`hold` (default) lasts for its TTL; `run` ends with its run and must be renewed.',
          }),
        ),
        scope: Type.Optional(
          Type.Union([Type.Literal('job'), Type.Literal('run')], {
            description: '`run`: all jobs of the run share the lock; `job` is the default.',
          }),
        ),
        renewOnly: Type.Optional(
          Type.Boolean({
            description:
              'Only renew locks that this job holds; 409 if it no longer holds the key. Never waits.',
          }),
        ),
        confirm: Type.Optional(
          Type.Boolean({
            description: `Grant the locks for ${confirmLeaseMs / 1_000} s only, until the job renews them without this property. A grant whose answer does not arrive then ends at once. The place in the queue is kept meanwhile.`,
          }),
        ),
      },
      { additionalProperties: true },
    ),
  ),
};

const lockRequest = Type.Object({ key, ...terms });
export type LockRequest = Static<typeof lockRequest>;
const lockManyRequest = Type.Object({
  keys: Type.Array(key, { minItems: 1, maxItems: maxLockKeys }),
  ...terms,
  waitSeconds: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: maxWaitSeconds,
      description:
        'Join the queue and answer when the locks are granted or this time is over, in seconds. A request within 3 s keeps the place.',
    }),
  ),
});
export type LockManyRequest = Static<typeof lockManyRequest>;

const stopWaitingRequest = Type.Object({
  keys: Type.Array(key, { minItems: 1, maxItems: maxLockKeys }),
  properties: terms.properties,
});
export type StopWaitingRequest = Static<typeof stopWaitingRequest>;

const unlockRequest = Type.Object({
  key: Type.Optional(key),
  id: Type.Optional(
    Type.String({
      pattern: lockIdPattern,
      description: 'Releases only this grant, never a later one of the key.',
    }),
  ),
  force: Type.Optional(
    Type.Boolean({ description: 'Override the holder. Needs the permission ws:locks:force and a reason.' }),
  ),
  reason: Type.Optional(Type.String({ minLength: 1, maxLength: maxReasonLength })),
  workspace,
});
export type UnlockRequest = Static<typeof unlockRequest>;

const time = Type.String({ format: 'date-time', description: 'RFC 3339, whole seconds, UTC.' });
export const lockHolderData = Type.Object({
  repository: Type.String(),
  runId: Type.String(),
  runAttempt: Type.Integer(),
  checkRunId: Type.String(),
  runUrl: Type.String(),
  actor: Type.String(),
  workflow: Type.String(),
  deployment: Type.Optional(
    Type.String({
      description:
        'Of the lock of a deployment: what is deployed, such as `pull request 12`. `runId` is empty until its run is known.',
    }),
  ),
  deploymentId: Type.Optional(
    Type.String({ description: 'Batch and number of that deployment, such as `42/0`: `GET /batches/42`.' }),
  ),
});
export const lockData = Type.Object({
  id: Type.String({ description: 'Id of this grant.' }),
  workspaceId: Type.String(),
  key: Type.String(),
  lockMessage: Type.String(),
  kind: Type.Union([Type.Literal('run'), Type.Literal('hold')]),
  fencingToken: Type.Integer({ description: 'Greater than the token of every earlier grant of the key.' }),
  held: Type.Boolean({ description: 'Whether the lock was in force at the time of the response.' }),
  pending: Type.Optional(
    Type.Boolean({
      description: 'The job has not confirmed the lock: renew it without `confirm` before it expires.',
    }),
  ),
  createdAt: time,
  updatedAt: time,
  expiresAt: time,
  deletedAt: Type.Optional(time),
  endedBy: Type.Optional(Type.String({ description: 'released, forced, run_over, taken_over or expired.' })),
  run: Type.Optional(
    Type.Union([Type.Literal('live'), Type.Literal('over'), Type.Literal('unknown')], {
      description:
        'State of the holder’s run according to GitHub, when an admin reads one held lock. Unknown counts as live.',
    }),
  ),
  outcome: Type.Optional(
    Type.Union([Type.Literal('created'), Type.Literal('renewed'), Type.Literal('taken_over')]),
  ),
  holder: lockHolderData,
});
export type LockData = Static<typeof lockData>;

export const takeLockRoute = {
  method: 'POST',
  path: '/locks',
  operationId: 'takeLock',
  summary: 'Take a lock, or renew one that this job holds',
  body: lockRequest,
  response: envelopeOf(lockData),
} as const;

/** `::` stands for one colon: the router reads a single one as a parameter. */
export const takeLocksRoute = {
  method: 'POST',
  path: '/locks::acquire-many',
  operationId: 'takeLocks',
  summary: 'Take several locks, all or none',
  body: lockManyRequest,
  response: envelopeOf(Type.Object({ locks: Type.Array(lockData) })),
} as const;

export const stopWaitingRoute = {
  method: 'POST',
  path: '/locks::stop-waiting',
  operationId: 'stopWaitingForLocks',
  summary: 'Leave the queue for these keys, and give back what the job has not confirmed',
  body: stopWaitingRequest,
  response: envelopeOf(
    Type.Object({
      left: Type.Boolean({ description: 'Whether the job had a place in the queue or an unconfirmed lock.' }),
    }),
  ),
} as const;

export const releaseLockRoute = {
  method: 'DELETE',
  path: '/locks',
  operationId: 'releaseLock',
  summary: 'Release a lock by key or id; an admin can do so by force only',
  body: unlockRequest,
  response: envelopeOf(lockData),
} as const;
