/** Stores the tokens of jobs encrypted, in the transaction that records their mint: a token that is handed out can be revoked. */
import type { Kysely } from 'kysely';
import type { JsonValue } from '../../../base/json.ts';
import type { Logger } from '../../../base/ports.ts';
import { toAuditSubject } from '../../access/denial-entry.ts';
import type { TokenKey } from '../../config/config.ts';
import type { Database } from '../../database/schema.ts';
import { hashesOf } from '../../repositories/intended-token.ts';
import { type AuditedMint, describeToken, type IssuedToken } from '../mint-audit.ts';
import { sealToken } from './seal-token.ts';
import { insertSealedTokens, type NewSealedRow, type SealedTokenStore } from './sealed-table.ts';

export interface TokenVault {
  /** Statements that store the issued tokens; `undefined`: there are none, or the server has no key. */
  keep(record: AuditedMint): ((trx: Kysely<Database>) => Promise<void>) | undefined;
  /** These are no longer valid. Never rejects. */
  drop(tokens: readonly string[]): Promise<void>;
}

export interface VaultPorts {
  readonly keys: readonly TokenKey[];
  readonly sealed: Pick<SealedTokenStore, 'end'>;
  readonly logger: Logger;
}

function describeJob({ session }: AuditedMint): Readonly<Record<string, JsonValue>> {
  const { repositoryId, repository, actor, runId } = toAuditSubject(session);
  return { repositoryId, repository, actor: actor ?? null, runId: runId ?? null };
}

function sealIssued(issued: IssuedToken, record: AuditedMint, key: TokenKey): NewSealedRow {
  const identity = {
    workspaceId: record.session.workspaceId,
    sha256: hashesOf(issued.token).sha256,
    expiresAt: Date.parse(issued.expiresAt),
    // As in the audit entry.
    about: JSON.stringify({ ...describeJob(record), tokens: [describeToken(issued)] }),
  };
  return { ...identity, ...sealToken(issued.token, identity, key) };
}

export function createTokenVault({ keys: [key], sealed, logger }: VaultPorts): TokenVault {
  return {
    keep(record) {
      if (key === undefined || record.issued.length === 0) return undefined;
      const rows = record.issued.map((issued) => sealIssued(issued, record, key));
      return (trx) => insertSealedTokens(trx, rows);
    },
    async drop(tokens) {
      if (key === undefined) return;
      try {
        await sealed.end(tokens.map((token) => hashesOf(token).sha256));
      } catch (error) {
        // They expire; until then the list names them as valid.
        logger.warn('sts: tokens that were revoked are still stored', { tokens: tokens.length, error });
      }
    },
  };
}
