/** Lists the GitHub tokens of jobs that may still be valid, and whether each can be revoked. The audit log names them, with or without a key. */
import { isRecord } from '../../../base/text.ts';
import type { StoredAuditEntry } from '../../../domain/audit/entry.ts';
import { listLiveTokens, type MintedToken, type TokenState } from '../../../domain/sts/live-tokens.ts';
import { tokenLifetimeMs } from '../../../github/access-tokens.ts';
import type { AuditDesk } from '../../audit/desk.ts';
import type { TokenKey } from '../../config/config.ts';
import { readJsonText } from '../../database/json-text.ts';
import type { DatabaseProbe } from '../../database/open.ts';
import type { SealedRow, SealedState, SealedTokenStore } from './sealed-table.ts';

/** The job that a token was issued to. */
interface TokenHolder {
  readonly repositoryId: string | undefined;
  readonly repository: string | undefined;
  readonly runId: string | undefined;
  readonly actor: string | undefined;
}

/** Whether a token can be revoked. */
interface TokenStanding {
  readonly state: TokenState;
  /** Of the key that it is stored with; `undefined`: it is not stored. */
  readonly keyId: string | undefined;
  /** When it was revoked. */
  readonly endedAt: number | undefined;
}

export interface StoredToken extends MintedToken, TokenHolder, TokenStanding {}

export interface ListedToken extends StoredToken {
  /** Of the audit entry. */
  readonly entryId: number;
  readonly issuedAt: number;
}

export interface TokenPage {
  /** Those that were issued last first. */
  readonly tokens: readonly ListedToken[];
  /** `beforeId` of the next page. */
  readonly next: number | undefined;
}

export interface ListTokenPorts {
  readonly keys: readonly TokenKey[];
  readonly sealed: Pick<SealedTokenStore, 'readStates'>;
  readonly auditDesk: Pick<AuditDesk, 'search'>;
  readonly probe: Pick<DatabaseProbe, 'now'>;
}

function judgeStanding(stored: SealedState | undefined, keys: readonly TokenKey[]): TokenStanding {
  if (stored === undefined) return { state: 'not_stored', keyId: undefined, endedAt: undefined };
  const { keyId, endedAt } = stored;
  if (endedAt !== undefined) return { state: 'revoked', keyId, endedAt };
  return { state: keys.some(({ id }) => id === keyId) ? 'revocable' : 'key_missing', keyId, endedAt };
}

function toListed(entry: StoredAuditEntry, now: number) {
  const { id: entryId, at: issuedAt, details, repositoryId, repository, runId, actor } = entry;
  const about = { entryId, issuedAt, repositoryId, repository, runId, actor };
  return listLiveTokens(details, now).map((token) => ({ ...token, ...about }));
}

/** `limit`: of mints; one has a token for each account and set of permissions. */
export async function listJobTokens(
  query: { readonly workspaceId: string; readonly beforeId?: number | undefined; readonly limit: number },
  { keys, sealed, auditDesk, probe }: ListTokenPorts,
): Promise<TokenPage> {
  const now = await probe.now();
  const mints = { event: 'token.mint', outcome: 'allowed', from: now - tokenLifetimeMs } as const;
  const { entries, next } = await auditDesk.search({ ...query, ...mints });
  const live = entries.flatMap((entry) => toListed(entry, now));
  const states = await sealed.readStates(
    query.workspaceId,
    live.map(({ sha256 }) => sha256),
  );
  return {
    tokens: live.map((token) => ({ ...token, ...judgeStanding(states.get(token.sha256), keys) })),
    next,
  };
}

/** What a row says of its token, which has not expired. */
export function readStoredToken(row: SealedRow, keys: readonly TokenKey[]): StoredToken {
  const about = readJsonText(row.about, isRecord, 'sealed_tokens.about');
  const { tokens } = about;
  // Parsed from JSON.
  const [token] = listLiveTokens({ tokens: Array.isArray(tokens) ? tokens : [] }, row.expiresAt - 1);
  if (token === undefined) throw new Error('sealed_tokens.about names no token');
  const textOf = (name: string) => {
    const value = about[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    ...token,
    // Only the column is bound to the ciphertext by itself.
    ...{ sha256: row.sha256, expiresAt: row.expiresAt },
    repositoryId: textOf('repositoryId'),
    repository: textOf('repository'),
    runId: textOf('runId'),
    actor: textOf('actor'),
    ...judgeStanding(row, keys),
  };
}
