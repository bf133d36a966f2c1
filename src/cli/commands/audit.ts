/** `atmos-pro audit`: prints the audit log from the database, oldest first; for people, or one JSON object a line. */
import { Command, Option } from 'commander';
import { openStore } from '../../server/store/open-store.ts';
import { type AuditFilter, maxAuditPage, type StoredAuditEntry } from '../../server/store/store.ts';
import { defaultConfigFile, loadDatabaseConfig } from '../load-server-config.ts';
import { renderAuditEntry } from '../render-audit-entry.ts';

interface AuditOptions {
  readonly config: string;
  readonly format: 'text' | 'json';
  readonly workspace?: string;
  readonly event?: string;
  readonly trace?: string;
}

async function* readAll(list: (filter: AuditFilter) => Promise<StoredAuditEntry[]>, filter: AuditFilter) {
  for (let afterId = 0; ; ) {
    const page = await list({ ...filter, afterId, limit: maxAuditPage });
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    afterId = last.id;
  }
}

async function audit(options: AuditOptions): Promise<void> {
  const store = await openStore(loadDatabaseConfig(options.config, process.env));
  const filter: AuditFilter = {
    ...(options.workspace === undefined ? {} : { workspaceId: options.workspace }),
    ...(options.event === undefined ? {} : { event: options.event }),
    ...(options.trace === undefined ? {} : { traceId: options.trace }),
  };
  try {
    for await (const entry of readAll(store.audit.list, filter)) {
      process.stdout.write(
        `${options.format === 'json' ? JSON.stringify(entry) : renderAuditEntry(entry)}\n`,
      );
    }
  } finally {
    await store.close();
  }
}

function verifyCommand(): Command {
  return new Command('verify')
    .description('compare the audit log with its seals: what was changed, removed or added since shows')
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .option('--expect <hash>', 'hash of a seal that was noted elsewhere, which must still be there')
    .addHelpText('after', '\nExit codes: 0 intact, 1 not intact, 2 the command line has to be mended.')
    .action(async (options) => (await import('../audit/verify.ts')).verify(options));
}

function pruneCommand(): Command {
  return new Command('prune')
    .description(
      'remove entries older than audit.retention_days; their seals stay, and each pruning is on record',
    )
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .option('--older-than-days <days>', 'instead of what the configuration says; at least 7')
    .action(async (options) => (await import('../audit/prune.ts')).prune(options));
}

export function auditCommand(): Command {
  return new Command('audit')
    .description('print the audit log')
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .addOption(
      new Option('--format <format>', 'for people, or one JSON object a line')
        .choices(['text', 'json'])
        .default('text'),
    )
    .option('--workspace <id>', 'only this workspace')
    .option('--event <event>', 'only this event, such as token.mint')
    .option('--trace <id>', 'only what this request decided')
    .action(audit)
    .addCommand(verifyCommand())
    .addCommand(pruneCommand());
}
