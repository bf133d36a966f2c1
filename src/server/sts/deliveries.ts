/** Takes back the tokens of clients that close the connection before they have their answer. */
import type { Logger } from '../../base/ports.ts';
import type { AuditLog } from '../audit/store.ts';
import type { TokenMinter } from '../repositories/token-minter.ts';
import { type AuditedMint, buildUndeliveredEntry } from './mint-audit.ts';
import type { TokenVault } from './revocation/vault.ts';

export interface DeliveryPorts {
  readonly minter: Pick<TokenMinter, 'revoke'>;
  readonly vault: Pick<TokenVault, 'drop'>;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly logger: Logger;
}

export interface Deliveries {
  /** Revokes what was issued if `gone` is or will be aborted, and records it. */
  watch(record: AuditedMint, gone: AbortSignal): void;
  /** Waits for revocations that are in progress. */
  settle(): Promise<void>;
}

export function createDeliveries({ minter, vault, audit, logger }: DeliveryPorts): Deliveries {
  const pending = new Set<Promise<void>>();

  async function takeBack(record: AuditedMint): Promise<void> {
    const tokens = record.issued.map(({ token }) => token);
    const unrevoked = await minter.revoke(tokens);
    // Where GitHub did not confirm each, an admin can try again.
    if (unrevoked === 0) await vault.drop(tokens);
    try {
      await audit.append(buildUndeliveredEntry(record, unrevoked));
    } catch (error) {
      // The mint itself is on record.
      logger.error('sts: undelivered tokens were not recorded', {
        traceId: record.traceId,
        unrevoked,
        error,
      });
    }
  }

  return {
    watch(record, gone) {
      if (record.issued.length === 0) return;
      const start = () => {
        const work = takeBack(record).finally(() => pending.delete(work));
        pending.add(work);
      };
      if (gone.aborted) start();
      else gone.addEventListener('abort', start, { once: true });
    },
    async settle() {
      await Promise.all(pending);
    },
  };
}
