/** Sessions: what a job gets for its ID token, signed with keys that all replicas share. */
import type { Clock, Fetch, Random } from '../../base/ports.ts';
import { createIdTokenVerifier } from '../../domain/oidc/verify.ts';
import type { Feature } from '../access/feature.ts';
import type { SessionVerdict } from '../access/session.ts';
import type { AuditLog } from '../audit/store.ts';
import type { ServerConfig } from '../config/config.ts';
import type { MeasureStore } from '../database/measure.ts';
import type { DatabaseProbe, OpenedDatabase } from '../database/open.ts';
import type { RepositoryDirectory } from '../repositories/imported-repository.ts';
import { registerEndSessionRoute } from './end-session.ts';
import { createKeyRing } from './key-ring.ts';
import { createNotes, type Notes } from './notes.ts';
import { createSessionStores } from './open-store.ts';
import { registerExchangeRoute } from './routes.ts';
import { createSessionTokens } from './sessions.ts';

interface SessionPorts {
  readonly config: ServerConfig;
  readonly database: OpenedDatabase;
  readonly measure: MeasureStore;
  readonly probe: Pick<DatabaseProbe, 'now'>;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly directory: RepositoryDirectory;
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch: Fetch;
  /** Longest wait for GitHub in an exchange, in milliseconds. */
  readonly recogniseMs: number;
}

interface Sessions extends Feature {
  verifySession(token: string): Promise<SessionVerdict>;
  readonly notes: Notes;
  /** Reads the signing keys, and makes the first one: before the server serves. */
  start(): Promise<void>;
}

export function createSessions(ports: SessionPorts): Sessions {
  const { config, measure, probe, audit, directory, clock, random, fetch, recogniseMs } = ports;
  const stores = createSessionStores(ports.database);
  const idTokens = measure('idTokens', stores.idTokens);
  const signingKeys = measure('signingKeys', stores.signingKeys);
  const keys = createKeyRing({ probe, signingKeys, clock, random });
  const tokens = createSessionTokens(keys, config.publicUrl);
  const verifier = createIdTokenVerifier(config, { fetch, clock });
  const routePorts = { config, idTokens, audit, verifier, tokens, directory, clock, recogniseMs };
  async function renewKeys(): Promise<number> {
    await keys.renew();
    return 0;
  }
  return {
    start: () => keys.renew(),
    notes: createNotes(keys, config.publicUrl),
    async verifySession(token) {
      const verdict = await tokens.verify(token);
      if (verdict.status !== 'valid') return verdict;
      const { sessionId: tokenId } = verdict.session;
      const isEnded = await idTokens.isUsed({ issuer: config.publicUrl, tokenId });
      return isEnded ? { status: 'invalid', reason: 'ended' } : verdict;
    },
    routes(app, register) {
      registerExchangeRoute(app, routePorts);
      registerEndSessionRoute(app, register, { idTokens, audit, issuer: config.publicUrl });
    },
    upkeep: [
      { forgets: undefined, run: renewKeys },
      { forgets: 'id_tokens', run: () => idTokens.forgetExpired() },
    ],
  };
}
