/** `atmos-pro audit`: prints the audit log from the database, oldest first; for people, or one JSON object a line. */

import type { StoredAuditEntry } from '../../domain/audit/entry.ts';
import { type AuditFilter, maxAuditPage } from '../../domain/audit/filter.ts';
import { openStore } from '../../server/open-store.ts';
import { loadDatabaseConfig } from '../load-server-config.ts';
import { renderAuditEntry } from './render-entry.ts';

export interface PrintOptions {
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

/** Throws INPUT_CONFIG_INVALID, REMOTE_STORE. */
export async function printAudit(options: PrintOptions): Promise<void> {
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
