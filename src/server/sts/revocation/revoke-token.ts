/** Revokes a token of a job for an admin. GitHub revokes a token for its holder only, so the server decrypts the one that it has stored. */
import type { JsonValue } from '../../../base/json.ts';
import type { Logger } from '../../../base/ports.ts';
import { ok, type Refusal, type Result, refuse } from '../../../base/result.ts';
import { toTimestamp } from '../../../base/text.ts';
import type { AuditEntry } from '../../../domain/audit/entry.ts';
import { revokeAccessToken } from '../../../github/access-tokens.ts';
import type { GitHubClient } from '../../../github/client.ts';
import { GitHubFailure } from '../../../github/failure.ts';
import type { AuditLog } from '../../audit/store.ts';
import type { TokenKey } from '../../config/config.ts';
import { type Answer, refuseRequest } from '../../http/answer.ts';
import { readStoredToken, type StoredToken } from './list-tokens.ts';
import { openToken } from './seal-token.ts';
import type { SealedRow, SealedTokenStore } from './sealed-table.ts';

/** How long GitHub is asked, in milliseconds. */
const revokeDeadlineMs = 10_000;

export interface RevokeTokenPorts {
  readonly keys: readonly TokenKey[];
  readonly sealed: Pick<SealedTokenStore, 'find' | 'end'>;
  readonly client: GitHubClient;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly logger: Logger;
}

export interface RevokeAsk {
  readonly workspaceId: string;
  /** In hexadecimal digits. */
  readonly sha256: string;
  readonly reason: string | undefined;
  /** As the audit names the admin. */
  readonly actor: string;
  /** The admin in the details of entries. */
  readonly by: JsonValue;
  readonly traceId: string;
}

/** The same for a token that does not exist and for one of another workspace. */
const unknown = refuseRequest(
  404,
  'TokenNotFound',
  'The server has not stored a token of this workspace with this SHA-256: it has expired, or it was issued while no key was set.',
);

const texts = {
  off: 'The server stores no tokens, so it cannot revoke one. Set ATMOS_PRO_TOKEN_ENCRYPTION_KEY: tokens that are issued afterwards can be revoked.',
  keyMissing: (keyId: string) =>
    `The token is stored with the key ${keyId}, which this server does not have. Add this key to ATMOS_PRO_TOKEN_ENCRYPTION_KEY, after the new one.`,
  unreadable:
    'The stored token cannot be decrypted: its row in the database was changed. Suspend the installation of the App to end all of its tokens.',
  unconfirmed: (message: string) =>
    `GitHub did not confirm the revocation, so the token may still be valid. Try again. ${message}`,
} as const;

/** A token of the workspace that has not expired, also one that was revoked. */
export async function findToken(
  { workspaceId, sha256 }: Pick<RevokeAsk, 'workspaceId' | 'sha256'>,
  { keys, sealed }: Pick<RevokeTokenPorts, 'keys' | 'sealed'>,
): Promise<Answer<{ readonly row: SealedRow; readonly token: StoredToken }>> {
  const row = await sealed.find({ workspaceId, sha256 });
  if (row !== undefined) return ok({ row, token: readStoredToken(row, keys) });
  return keys.length === 0 ? refuseRequest(409, 'TokenNotRevocable', texts.off) : unknown;
}

function buildEntry(
  { workspaceId, reason, actor, by, traceId }: RevokeAsk,
  token: StoredToken,
  { outcome, ...more }: Pick<AuditEntry, 'outcome'> & { readonly how?: string; readonly message?: string },
): AuditEntry {
  const { sha256, owner = null, repositories, permissions, expiresAt } = token;
  const described = { sha256, owner, repositories, permissions, expiresAt: toTimestamp(expiresAt) };
  return {
    event: 'token.revoked',
    outcome,
    workspaceId,
    repositoryId: token.repositoryId,
    repository: token.repository,
    actor,
    runId: token.runId,
    traceId,
    details: { by, token: described, issuedTo: token.actor ?? null, reason: reason ?? null, ...more },
  };
}

function openRow(
  row: SealedRow,
  { keys, logger }: Pick<RevokeTokenPorts, 'keys' | 'logger'>,
): Answer<string> {
  const opened = openToken({ keyId: row.keyId, sealed: row.sealed ?? '' }, row, keys);
  if (opened.status === 'ok') return opened;
  if (opened.refusal.tag === 'key_missing')
    return refuseRequest(409, 'TokenNotRevocable', texts.keyMissing(row.keyId));
  logger.error('sts: a stored token cannot be decrypted', { sha256: row.sha256, keyId: row.keyId });
  return refuseRequest(409, 'TokenNotRevocable', texts.unreadable);
}

async function askGitHub(
  token: string,
  client: GitHubClient,
): Promise<Result<'revoked' | 'ended', Refusal<'unconfirmed'>>> {
  try {
    return ok(await revokeAccessToken({ client, signal: AbortSignal.timeout(revokeDeadlineMs) }, token));
  } catch (error) {
    if (error instanceof GitHubFailure) return refuse({ tag: 'unconfirmed', message: error.message });
    throw error;
  }
}

async function readEnded(ask: RevokeAsk, ports: RevokeTokenPorts): Promise<Answer<StoredToken>> {
  const found = await findToken(ask, ports);
  return found.status === 'ok' ? ok(found.value.token) : found;
}

/**
 * GitHub first, then the record: a token that is on record as revoked is revoked. A request that comes again, or at the same time, changes
 * nothing, and is answered as the first one. Rejects with `REMOTE_STORE` in an outage; sent again, it is recorded.
 */
export async function revokeJobToken(ask: RevokeAsk, ports: RevokeTokenPorts): Promise<Answer<StoredToken>> {
  const found = await findToken(ask, ports);
  if (found.status === 'refused') return found;
  const { row, token } = found.value;
  if (row.sealed === undefined) return ok(token);
  const opened = openRow(row, ports);
  if (opened.status === 'refused') return opened;
  const asked = await askGitHub(opened.value, ports.client);
  if (asked.status === 'refused') {
    const { message } = asked.refusal;
    await ports.audit.append(buildEntry(ask, token, { outcome: 'failed', message }));
    return refuseRequest(503, 'Unavailable', texts.unconfirmed(message));
  }
  await ports.sealed.end([row.sha256], buildEntry(ask, token, { outcome: 'allowed', how: asked.value }));
  return readEnded(ask, ports);
}
