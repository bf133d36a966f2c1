/** The states of destinations over a database. Every method rejects with `REMOTE_STORE` in an outage. */
import { reachStore } from '../database/failures.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { WebhookStore } from './store.ts';
import { addWebhookStates, listWebhookStates, readWebhookState, saveWebhook } from './webhook-table.ts';

export function createWebhookStore({ db, dialect }: OpenedDatabase): WebhookStore {
  return {
    add: (names, throughId) => reachStore(() => addWebhookStates(db, names, throughId)),
    list: () => reachStore(() => listWebhookStates(db)),
    read: (name) => reachStore(() => readWebhookState(db, dialect, name)),
    save: (name, progress, task) =>
      reachStore(() =>
        db.transaction().execute((trx) => saveWebhook(trx, dialect, { name, progress, task })),
      ),
  };
}
