/** TokenRevocation of the tokens that jobs got: off unless the server has a key, since GitHub revokes a token for its holder only. */
import type { Logger } from '../../../base/ports.ts';
import type { GitHubClient } from '../../../github/client.ts';
import type { Feature } from '../../access/feature.ts';
import type { AuditDesk } from '../../audit/desk.ts';
import type { AuditLog } from '../../audit/store.ts';
import type { ServerConfig } from '../../config/config.ts';
import type { MeasureStore } from '../../database/measure.ts';
import type { DatabaseProbe, OpenedDatabase } from '../../database/open.ts';
import { createTokenDesk, type TokenDesk } from './desk.ts';
import { registerTokenRoutes } from './routes.ts';
import { createSealedTokenStore } from './sealed-table.ts';
import { createTokenVault, type TokenVault } from './vault.ts';

export interface RevocationPorts {
  readonly config: Pick<ServerConfig, 'tokenKeys'>;
  readonly database: OpenedDatabase;
  readonly measure: MeasureStore;
  readonly client: GitHubClient;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly auditDesk: Pick<AuditDesk, 'search'>;
  readonly probe: Pick<DatabaseProbe, 'now'>;
  readonly logger: Logger;
}

export interface TokenRevocation extends Feature {
  readonly vault: TokenVault;
  /** Also for the pages of people. */
  readonly desk: TokenDesk;
}

export function createRevocation(given: RevocationPorts): TokenRevocation {
  const keys = given.config.tokenKeys;
  const sealed = given.measure('sealedTokens', createSealedTokenStore(given.database));
  const ports = { ...given, keys, sealed };
  const desk = createTokenDesk(ports);
  return {
    desk,
    vault: createTokenVault(ports),
    routes: (app, register) => registerTokenRoutes(app, register, desk),
    upkeep: [{ forgets: 'sealed_tokens', run: () => sealed.forgetExpired() }],
  };
}
