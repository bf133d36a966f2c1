/**
 * Runs one of the measured programs in its own process: the server; a no-op route of the same framework with the same
 * options and schemas; or the SQL of an exchange without HTTP. Controlled over the IPC channel.
 */
import { randomUUID } from 'node:crypto';
import { type FastifyInstance, fastify } from 'fastify';
import { pino } from 'pino';
import { exchangeRoute } from '../../src/api/routes/exchange.ts';
import { readServerConfig } from '../../src/server/config/read-config.ts';
import { httpTimeouts } from '../../src/server/http/limits.ts';
import { createLog } from '../../src/server/http/logging.ts';
import { fastifyOptions } from '../../src/server/http/options.ts';
import { securityHeaders } from '../../src/server/http/security-headers.ts';
import { type RunningServer, startServer } from '../../src/server/main.ts';
import { serverRandom } from '../../src/server/system-ports.ts';
import { createStore } from '../../test/support/store.ts';

interface ServerSetup {
  /** The configuration file. */
  readonly document: object;
  readonly privateKey: string;
  readonly databaseUrl: string | undefined;
}

export type ServerRequest =
  | ({ readonly kind: 'serve' } & ServerSetup)
  | { readonly kind: 'no-op' }
  | { readonly kind: 'sql'; readonly rounds: number; readonly inFlight: number }
  | { readonly kind: 'memory' }
  | { readonly kind: 'stop' };

/** In bytes, after garbage collection. */
export interface Memory {
  readonly heap: number;
  readonly rss: number;
}

let server: RunningServer | undefined;
let noOp: FastifyInstance | undefined;

async function serve({ document, privateKey, databaseUrl }: ServerSetup): Promise<string> {
  const config = readServerConfig({
    text: JSON.stringify(document),
    file: '/nowhere/atmos-pro.yaml',
    environment: {
      ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: privateKey,
      DATABASE_URL: databaseUrl,
    },
    readFile: () => '',
  });
  server = await startServer(config, { log: createLog({ level: 'error' }) });
  return server.url;
}

/** Validates the request of an exchange against its schema, and answers with as many bytes as an exchange. */
async function serveNoOp(): Promise<string> {
  const headers = securityHeaders({ publicUrl: 'https://atmos-pro.bench' });
  const parts = { log: pino({ level: 'error' }), random: serverRandom, headers };
  noOp = fastify(
    fastifyOptions(parts, { timeouts: httpTimeouts, trustedProxies: [], connectionsPerAddress: undefined }),
  ) as unknown as FastifyInstance;
  const data = { token: 'x'.repeat(2_000) };
  noOp.post('/api/v1/auth/github-oidc', {
    schema: { body: exchangeRoute.body, response: { 200: exchangeRoute.response } },
    handler: async (request) => ({ request: '', status: 200, success: true, traceId: request.id, data }),
  });
  return noOp.listen({ port: 0, host: '127.0.0.1' });
}

/** Writes what an exchange writes: the use of the token, and the audit entry. Returns milliseconds. */
async function runSql(rounds: number, inFlight: number): Promise<number> {
  if (server === undefined) throw new Error('no server runs');
  const store = createStore(server.database);
  let left = rounds;
  const expiresAt = Math.floor(Date.now() / 1_000) + 300;
  const worker = async (): Promise<void> => {
    for (; left > 0; ) {
      left -= 1;
      await store.idTokens.reserve({ issuer: 'https://issuer.bench', tokenId: randomUUID(), expiresAt });
      const details = { issuer: 'https://issuer.bench', subject: 'repo:owner-0/infra:ref:refs/heads/main' };
      await store.audit.append({
        event: 'session.exchange',
        outcome: 'allowed',
        workspaceId: 'ws_bench',
        traceId: randomUUID().replaceAll('-', ''),
        details,
      });
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: inFlight }, worker));
  return performance.now() - from;
}

function readMemory(): Memory {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed, rss };
}

async function answer(request: ServerRequest): Promise<unknown> {
  switch (request.kind) {
    case 'serve':
      return serve(request);
    case 'no-op':
      return serveNoOp();
    case 'sql':
      return runSql(request.rounds, request.inFlight);
    case 'memory':
      return readMemory();
    case 'stop':
      await server?.stop();
      await noOp?.close();
      return undefined;
  }
}

// A benchmark that failed leaves no server behind.
process.on('disconnect', () => process.exit());
process.on('message', (request: ServerRequest) => {
  void answer(request).then((value) =>
    process.send?.({ value }, undefined, undefined, () => request.kind === 'stop' && process.disconnect()),
  );
});
