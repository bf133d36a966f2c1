/** Mints tokens that stay in the server: each is on record by its hash before it is used. */
import type { JsonValue } from '../../base/json.ts';
import type { Logger, Random } from '../../base/ports.ts';
import { toTimestamp } from '../../base/text.ts';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { AccessToken } from '../../github/access-tokens.ts';
import { describeIntended, hashesOf, type IntendedToken, type MintSubject } from './intended-token.ts';
import type { MintBatch, MintOrder } from './mint-intent.ts';

interface OwnTokenPorts {
  readonly begin: (order: MintOrder) => Promise<MintBatch>;
  readonly revoke: (tokens: readonly string[]) => Promise<number>;
  readonly random: Pick<Random, 'uuid'>;
  readonly logger: Logger;
}

interface OwnTokens {
  mint(purpose: string, token: IntendedToken, subject?: MintSubject): Promise<AccessToken>;
  /** Waits for tokens that are being minted. */
  settle(): Promise<void>;
}

type OwnMint = Pick<MintOrder, 'purpose' | 'subject'> & { readonly token: IntendedToken };

function describeMint(
  { subject, purpose, intent }: OwnMint & { readonly intent: string },
  outcome: 'allowed' | 'failed',
  details: Readonly<Record<string, JsonValue>>,
): AuditEntry {
  return { ...subject, event: 'server_token.mint', outcome, details: { intent, purpose, ...details } };
}

async function mintOnRecord(order: OwnMint, ports: OwnTokenPorts): Promise<AccessToken> {
  const { subject, purpose, token } = order;
  const batch = await ports.begin({ subject, intended: [token], purpose });
  const { intent } = batch;
  let minted: AccessToken;
  try {
    minted = await batch.mint(token);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await batch
      .close([describeMint({ ...order, intent }, 'failed', { message })])
      .catch((failure: unknown) =>
        ports.logger.warn('tokens: the outcome of a mint was not recorded', { intent, failure }),
      );
    throw error;
  }
  const expiresAt = toTimestamp(minted.expiresAt);
  const tokens = [{ ...describeIntended(token), ...hashesOf(minted.token), expiresAt }];
  try {
    await batch.close([describeMint({ ...order, intent }, 'allowed', { tokens })]);
  } catch (error) {
    // A token without an entry that names it must not be used.
    await ports.revoke([minted.token]);
    throw error;
  }
  return minted;
}

export function createOwnTokens(ports: OwnTokenPorts): OwnTokens {
  const pending = new Set<Promise<unknown>>();
  return {
    mint(purpose, token, subject = { traceId: ports.random.uuid().replaceAll('-', '') }) {
      const work = mintOnRecord({ purpose, token, subject }, ports).finally(() => pending.delete(work));
      pending.add(work);
      return work;
    },
    async settle() {
      await Promise.allSettled(pending);
    },
  };
}
