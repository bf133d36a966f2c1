/** Mints tokens that stay in the server: each is on record by its hash before it is used. */
import type { JsonValue } from '../../base/json.ts';
import type { Clock, Logger, Random } from '../../base/ports.ts';
import { toTimestamp } from '../../base/text.ts';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { Permissions } from '../../domain/trust-policy/permissions.ts';
import type { AccessToken } from '../../github/access-tokens.ts';
import { describeIntended, hashesOf, type IntendedToken, type MintSubject } from './intended-token.ts';
import type { MintBatch, MintOrder } from './mint-intent.ts';

/** Most tokens that are remembered. */
const maxRemembered = 2_000;

interface OwnTokenPorts {
  readonly begin: (order: MintOrder) => Promise<MintBatch>;
  readonly revoke: (tokens: readonly string[]) => Promise<number>;
  readonly random: Pick<Random, 'uuid'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
}

/** A token of the server that may still be valid, without the token. */
export interface OwnToken {
  /** As audit entries name it. */
  readonly sha256: string;
  readonly purpose: string;
  readonly installationId: number;
  readonly repositoryIds: readonly string[] | 'all';
  readonly permissions: Permissions;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
}

interface OwnTokens {
  /** Those that this process minted, the oldest first. */
  list(): readonly OwnToken[];
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

/** Remembers what was minted until it expires; the oldest are forgotten where there are too many. */
function createMemory(clock: Pick<Clock, 'now'>) {
  let tokens: readonly OwnToken[] = [];
  const live = () => tokens.filter(({ expiresAt }) => expiresAt > clock.now());
  return {
    list: live,
    add(token: OwnToken) {
      tokens = [...live().slice(-(maxRemembered - 1)), token];
    },
  };
}

export function createOwnTokens(ports: OwnTokenPorts): OwnTokens {
  const pending = new Set<Promise<unknown>>();
  const memory = createMemory(ports.clock);

  async function mintRemembered(order: OwnMint): Promise<AccessToken> {
    const minted = await mintOnRecord(order, ports);
    const { purpose } = order;
    const { installationId, repositoryIds, permissions } = order.token;
    const { sha256 } = hashesOf(minted.token);
    memory.add({ sha256, purpose, installationId, repositoryIds, permissions, expiresAt: minted.expiresAt });
    return minted;
  }

  return {
    list: memory.list,
    mint(purpose, token, subject = { traceId: ports.random.uuid().replaceAll('-', '') }) {
      const work = mintRemembered({ purpose, token, subject }).finally(() => pending.delete(work));
      pending.add(work);
      return work;
    },
    async settle() {
      await Promise.allSettled(pending);
    },
  };
}
