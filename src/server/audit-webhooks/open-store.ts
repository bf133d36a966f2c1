/** The states of destinations over a database. Every method rejects with `REMOTE_STORE` in an outage. */
import { reachStore } from '../database/failures.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { WebhookStore } from './store.ts';
import { addWebhookStates, leaseWebhook, listWebhookStates, saveWebhook } from './webhook-table.ts';

export function createWebhookStore({ db, dialect }: OpenedDatabase): WebhookStore {
  return {
    add: (names, throughId) => reachStore(() => addWebhookStates(db, names, throughId)),
    list: () => reachStore(() => listWebhookStates(db)),
    lease: (name, leaseMs) => reachStore(() => leaseWebhook(db, dialect, { name, leaseMs })),
    save: ({ name, token }, progress, { keepLease } = { keepLease: false }) =>
      reachStore(() => saveWebhook(db, dialect, { name, token, progress, keepLease })),
  };
}
