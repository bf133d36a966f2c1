/** `/tokens`: GitHub tokens of jobs that may still be valid, for admins: list and revoke. A token is never shown. */
import { type Static, Type } from 'typebox';
import { tokenStates } from '../../domain/sts/live-tokens.ts';
import { envelopeOf } from '../envelope.ts';
import { adminPageLimit, adminReason, adminWorkspace, idCursor, nextPage, oneOf } from './batches.ts';
import { time } from './uploads.ts';

const tokenData = Type.Object({
  sha256: Type.String({
    description: 'Of the token, in hexadecimal digits. GitHub’s audit log has it in Base64.',
  }),
  repository: Type.Optional(Type.String({ description: 'Of the job that it was issued to.' })),
  repositoryId: Type.Optional(Type.String()),
  runId: Type.Optional(Type.String()),
  actor: Type.Optional(Type.String()),
  owner: Type.Optional(Type.String({ description: 'Account of the repositories.' })),
  repositories: Type.Array(Type.String(), { description: 'What it gives access to.' }),
  permissions: Type.Record(Type.String(), Type.String()),
  state: oneOf(
    tokenStates,
    '`revocable`: may still be valid. `revoked`: an admin has revoked it, or the job did not wait for it. `not_stored`: it was issued while the server had no key, so it cannot be revoked. `key_missing`: the server does not have the key that it is stored with.',
  ),
  keyId: Type.Optional(Type.String({ description: 'Of the key that it is stored with.' })),
  auditEntry: Type.Optional(Type.Integer({ description: 'Id of the entry of its mint.' })),
  issuedAt: Type.Optional(time),
  expiresAt: time,
  revokedAt: Type.Optional(time),
});
export type TokenData = Static<typeof tokenData>;

export const listTokensRoute = {
  method: 'GET',
  path: '/tokens',
  operationId: 'listTokens',
  summary:
    'GitHub tokens that jobs of a workspace got within the last hour, for an admin, those of the newest requests first, a page at a time',
  query: Type.Object(
    { workspace: adminWorkspace, after: idCursor, limit: adminPageLimit },
    { additionalProperties: false },
  ),
  response: envelopeOf(
    Type.Object({
      tokens: Type.Array(tokenData),
      revocation: Type.Boolean({
        description: 'Whether the server has a key, so that new tokens can be revoked.',
      }),
      next: nextPage,
    }),
  ),
} as const;

export const revokeTokenRoute = {
  method: 'POST',
  path: '/tokens/:sha256/revoke',
  operationId: 'revokeToken',
  summary: 'Revoke a GitHub token of a job at once, for an admin',
  params: Type.Object({ sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }) }),
  body: Type.Object(
    { workspace: adminWorkspace, reason: Type.Optional(adminReason) },
    { additionalProperties: false },
  ),
  response: envelopeOf(tokenData),
} as const;
