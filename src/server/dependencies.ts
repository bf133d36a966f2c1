/** What the app is built from; `compose.ts` makes the real ones, tests may hand in others. */
import type { Logger as PinoLogger } from 'pino';
import type { StsData, StsRequest } from '../api/routes/sts.ts';
import type { Clock, Random } from '../base/ports.ts';
import type { IdTokenVerdict } from '../domain/oidc/verdict.ts';
import type { AdminTokens } from './access/admin-tokens.ts';
import type { SessionClaims } from './access/session.ts';
import type { PostWebhook } from './audit-webhooks/post.ts';
import type { Committer } from './commits/create-commit.ts';
import type { ServerConfig } from './config/config.ts';
import type { HttpTimeouts } from './http/limits.ts';
import type { SchemaCompilers } from './http/options.ts';
import type { RunStates } from './locks/run-states.ts';
import type { Metrics } from './metrics.ts';
import type { RepositoryDirectory } from './repositories/imported-repository.ts';
import type { Sessions } from './sessions/sessions.ts';
import type { UploadWorker } from './stacks/uploads/worker.ts';
import type { Store } from './store.ts';
import type { Tracing } from './tracing/tracing.ts';

export interface TokenBroker {
  /** Excluded sources are part of the result; rejects with `REMOTE_*` only when nothing could be decided. */
  mint(session: SessionClaims, request: StsRequest, traceId: string): Promise<StsData>;
}

interface IdTokenVerifier {
  /** Rejects with `REMOTE_*` when the issuer's keys cannot be had. */
  verify(token: string): Promise<IdTokenVerdict>;
}

export interface AppDependencies {
  readonly config: ServerConfig;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: PinoLogger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly idTokens: IdTokenVerifier;
  readonly sessions: Sessions;
  readonly admins: AdminTokens;
  readonly repositories: RepositoryDirectory;
  readonly tokens: TokenBroker;
  readonly commits: Committer;
  readonly runs: RunStates;
  readonly postWebhook: PostWebhook;
  readonly uploads: UploadWorker;
  /** Others than those of the server, for tests. */
  readonly timeouts?: HttpTimeouts | undefined;
  /** Others than Fastify's own, for tests. */
  readonly compilers?: SchemaCompilers | undefined;
}
