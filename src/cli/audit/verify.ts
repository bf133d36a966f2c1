/** `atmos-pro audit verify`: says whether the audit log is as it was sealed, and what to note for the next time. */
import { ActionError } from '../../base/errors.ts';
import { verifyAudit } from '../../server/audit/verify-audit.ts';
import { openStore } from '../../server/open-store.ts';
import { exitCodes } from '../exit-codes.ts';
import { loadDatabaseConfig } from '../load-server-config.ts';

export interface VerifyOptions {
  readonly config: string;
  readonly expect?: string;
}

/** Throws INPUT_INVALID for what is no hash, REMOTE_STORE; sets the exit code when the log was tampered with. */
export async function verify({ config, expect }: VerifyOptions): Promise<void> {
  if (expect !== undefined && !/^[0-9a-f]{64}$/.test(expect)) {
    throw new ActionError('INPUT_INVALID', '--expect takes the hash of a seal: 64 hexadecimal digits.', {
      hint: '`atmos-pro audit verify` prints the hash of the last seal.',
    });
  }
  const store = await openStore(loadDatabaseConfig(config, process.env));
  try {
    const { fault, sealedEntries, unsealedEntries, lastSeal, pruned } = await verifyAudit(store, expect);
    const last = lastSeal === undefined ? '' : `last intact seal: ${lastSeal.sequence} ${lastSeal.hash}\n`;
    if (fault !== undefined) {
      process.stdout.write(`NOT INTACT (${fault.kind}): ${fault.message}\n${last}`);
      process.exitCode = exitCodes.failed;
      return;
    }
    const since =
      pruned === undefined
        ? ''
        : `from entry ${pruned.lastId + 1} on; older ones were pruned on ${new Date(pruned.prunedAt).toISOString()}, and of them the seals only were compared\n`;
    process.stdout.write(
      `intact: ${sealedEntries} sealed entries, ${unsealedEntries} too young for a seal\n${since}${last}`,
    );
  } finally {
    await store.close();
  }
}
