/** `atmos-pro audit`: all entries of the database, oldest first, as text or one JSON object per line. */

import { ActionError } from '../../base/errors.ts';
import { suggestWord } from '../../base/suggest-word.ts';
import type { StoredAuditEntry } from '../../domain/audit/entry.ts';
import { auditEvents, readEventFilter } from '../../domain/audit/events.ts';
import { type AuditFilter, maxAuditPage } from '../../domain/audit/filter.ts';
import { createAuditStores } from '../../server/audit/store.ts';
import { openMigratedDatabase } from '../../server/database/open.ts';
import { loadDatabaseConfig } from '../load-server-config.ts';
import { renderAuditEntry } from './render-entry.ts';

export interface PrintAuditOptions {
  readonly config: string;
  readonly format: 'text' | 'json';
  readonly workspace?: string | undefined;
  readonly event?: string | undefined;
  readonly trace?: string | undefined;
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

/** Empty if no event is similar. */
function suggestEvent(event: string): string {
  const meant = suggestWord(event, Object.keys(auditEvents));
  return meant === undefined ? '' : ` Did you mean "${meant}"?`;
}

/** Throws INPUT_INVALID for an unknown event, INPUT_CONFIG_INVALID, REMOTE_STORE. */
export async function printAudit(options: PrintAuditOptions): Promise<void> {
  const events = options.event === undefined ? {} : readEventFilter(options.event);
  if (events === undefined) {
    throw new ActionError(
      'INPUT_INVALID',
      `Unknown audit event ${JSON.stringify(options.event)}.${suggestEvent(options.event ?? '')}`,
      {
        hint: 'Use an event of docs/audit.md, such as token.mint, or a prefix such as lock.*.',
      },
    );
  }
  const database = await openMigratedDatabase(loadDatabaseConfig(options.config, process.env));
  const { audit } = createAuditStores(database);
  const filter: AuditFilter = {
    workspaceId: options.workspace,
    ...events,
    traceId: options.trace,
  };
  try {
    for await (const entry of readAll(audit.list, filter)) {
      process.stdout.write(
        `${options.format === 'json' ? JSON.stringify(entry) : renderAuditEntry(entry)}\n`,
      );
    }
  } finally {
    await database.db.destroy();
  }
}
