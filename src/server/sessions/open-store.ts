/** Used ID tokens and signing keys over a database. Every method rejects with `REMOTE_STORE` in an outage. */
import { reachStore } from '../database/failures.ts';
import type { OpenedDatabase } from '../database/open.ts';
import { forgetExpiredIdTokens, isIdTokenUsed, reserveIdToken } from './id-token-table.ts';
import { addSigningKey, forgetExpiredKeys, listSigningKeys, retireKeysBefore } from './signing-key-table.ts';
import type { IdTokenStore, SigningKeyStore } from './store.ts';

export interface SessionStores {
  readonly idTokens: IdTokenStore;
  readonly signingKeys: SigningKeyStore;
}

export function createSessionStores({ db, dialect }: OpenedDatabase): SessionStores {
  return {
    idTokens: {
      reserve: (use) => reachStore(() => reserveIdToken(db, dialect, use)),
      isUsed: (token) => reachStore(() => isIdTokenUsed(db, token)),
      forgetExpired: () => reachStore(() => forgetExpiredIdTokens(db, dialect)),
    },
    signingKeys: {
      list: () => reachStore(() => listSigningKeys(db, dialect)),
      add: (key) => reachStore(() => addSigningKey(db, key)),
      forgetExpired: () => reachStore(() => forgetExpiredKeys(db, dialect)),
      retireBefore: (generation) => reachStore(() => retireKeysBefore(db, generation)),
    },
  };
}
