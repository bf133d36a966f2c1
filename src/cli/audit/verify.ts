/** `atmos-pro audit verify`: compares the audit log with its seals, and prints the hash to record for the next time. */
import { ActionError } from '../../base/errors.ts';
import { createAuditStores } from '../../server/audit/store.ts';
import { verifyAudit } from '../../server/audit/verify-audit.ts';
import { openMigratedDatabase } from '../../server/database/open.ts';
import { exitCodes } from '../exit-codes.ts';
import { type OutputFormat, printAs } from '../format-option.ts';
import { loadDatabaseConfig } from '../load-server-config.ts';
import { withProgress } from '../progress.ts';

export interface VerifyAuditOptions {
  readonly config: string;
  readonly format: OutputFormat;
  readonly expect?: string;
}

function renderVerification({
  fault,
  sealedEntries,
  unsealedEntries,
  lastSeal,
  pruned,
}: Awaited<ReturnType<typeof verifyAudit>>): string {
  const last = lastSeal === undefined ? [] : [`last intact seal: ${lastSeal.sequence} ${lastSeal.hash}`];
  if (fault !== undefined) return [`NOT INTACT (${fault.kind}): ${fault.message}`, ...last].join('\n');
  const since =
    pruned === undefined
      ? []
      : [
          `pruned on ${new Date(pruned.prunedAt).toISOString()}: before entry ${pruned.lastId + 1}, only the seals were compared`,
        ];
  const first = `intact: ${sealedEntries} sealed entries, ${unsealedEntries} not sealed yet`;
  return [first, ...since, ...last].join('\n');
}

/** Throws INPUT_INVALID for an invalid hash, REMOTE_STORE. Sets the exit code if the log is not intact. */
export async function verifyInDatabase({ config, format, expect }: VerifyAuditOptions): Promise<void> {
  if (expect !== undefined && !/^[0-9a-f]{64}$/.test(expect)) {
    throw new ActionError(
      'INPUT_INVALID',
      `Invalid --expect: expected 64 hexadecimal digits, got ${JSON.stringify(expect)}.`,
      {
        hint: 'Run `atmos-pro audit verify` without --expect to see the hash of the last seal.',
      },
    );
  }
  const database = await openMigratedDatabase(loadDatabaseConfig(config, process.env));
  const stores = createAuditStores(database);
  try {
    const result = await withProgress('Verifying the audit log', () => verifyAudit(stores, expect));
    printAs(format, renderVerification(result), result);
    if (result.fault !== undefined) process.exitCode = exitCodes.failed;
  } finally {
    await database.db.destroy();
  }
}
