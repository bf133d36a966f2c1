/**
 * Calls GitHub as the App or with the token of an installation, with limits on attempts, waits and concurrency.
 *
 * Octokit's plugins for throttling and retries are not used: the first sends at most one POST per second, and GraphQL reads and mints are
 * POSTs. The waits of neither can be aborted, so a mint could not keep its deadline.
 */
import { Octokit } from '@octokit/core';
import { withAnySignal } from '../base/any-signal.ts';
import type { Clock, Logger, Random } from '../base/ports.ts';
import { createAppCaller } from './app-caller.ts';
import { createAppShares } from './app-shares.ts';
import { type AttemptOptions, attemptCall } from './attempts.ts';
import { type BoundedCall, createBoundedFetch } from './bounded-fetch.ts';
import { type BreakerState, createBreaker } from './breaker.ts';
import { type Budget, type BudgetScope, createBudgets } from './budgets.ts';
import { createGuardedFetch } from './guarded-fetch.ts';
import { createLimiter } from './limiter.ts';

/** Concurrent requests to one GitHub. GitHub's own limit is 100 per App. */
const maxConcurrentCalls = 40;

export interface GitHubClientOptions {
  /** `GITHUB_API_URL`, such as `https://api.github.com` or `https://ghes.example.com/api/v3`. */
  readonly apiUrl: string;
  /** The GraphQL endpoint, `https://api.github.com/graphql` or `https://ghes.example.com/api/graphql`. */
  readonly graphqlUrl: string;
  readonly appId: string;
  /** PEM, PKCS #1 as GitHub gives it or PKCS #8; two of them while they are rotated. A secret. */
  readonly privateKey: string;
  readonly userAgent: string;
}

export interface GitHubClientPorts {
  readonly clock: Clock;
  readonly random: Pick<Random, 'fraction'>;
  readonly logger: Logger;
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly onCall?: ((call: BoundedCall) => void) | undefined;
  /** Ends every call once it is aborted. */
  readonly halting?: AbortSignal | undefined;
}

export interface CallOptions extends AttemptOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A client, and the options of all calls that a function makes with it. */
export interface ClientCalls extends CallOptions {
  readonly client: GitHubClient;
}

/** The same for GraphQL, where a wait is counted from now. */
export interface TimedCalls extends ClientCalls {
  /** In milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** Octokit's `request`, typed by GitHub's OpenAPI description. */
export type SendToGitHub = Octokit['request'];
/** One attempt: calls `send` and passes `request` as the parameter of that name. */
type Call<T> = (send: SendToGitHub, request: { readonly signal?: AbortSignal }) => Promise<T>;

export interface GitHubClient {
  /** Calls with the App's JWT. Rejects with `GitHubFailure`, as do the others. */
  asApp<T>(call: Call<T>, options?: CallOptions): Promise<T>;
  /** Calls with an installation's token. */
  asInstallation<T>(token: string, call: Call<T>, options?: CallOptions): Promise<T>;
  /** Records the installation of a token, whose rate limit its calls use. */
  nameToken(token: string, installationId: number): void;
  /** The GraphQL endpoint, for requests that are made by URL. */
  readonly graphqlUrl: string;
}

export interface GitHubHealth {
  readonly breaker: BreakerState;
  readonly budgets: readonly Budget[];
}

/** A client whose App keys can be replaced while it works. */
export interface GitHubAppClient extends GitHubClient {
  /** Throws INPUT_CONFIG_INVALID, which names `source`, and keeps the old keys. */
  useAppKeys(text: string, source: string): void;
  /** For metrics. */
  health(): GitHubHealth;
}

/** Octokit's warnings and errors. */
function createOctokitLog(logger: Logger) {
  const quiet = () => undefined;
  const warn = (message: string) => logger.warn('github client', { detail: message.slice(0, 500) });
  return { debug: quiet, info: quiet, warn, error: warn };
}

/** Sends no request. Throws INPUT_CONFIG_INVALID if the private key cannot be read. */
export function createGitHubClient(options: GitHubClientOptions, ports: GitHubClientPorts): GitHubAppClient {
  const { clock, random, logger } = ports;
  const now = () => clock.now();
  const breaker = createBreaker(now);
  const budgets = createBudgets(now);
  const bounded = createBoundedFetch({
    fetch: ports.fetch ?? globalThis.fetch,
    now,
    onCall: ports.onCall,
  });
  const fetch = createGuardedFetch(bounded, { breaker, budgets, shares: createAppShares() });
  const base = {
    baseUrl: options.apiUrl,
    userAgent: options.userAgent,
    request: { fetch },
    log: createOctokitLog(logger),
  };
  const { appId, privateKey } = options;
  const app = createAppCaller({ appId, privateKey, base, logger });
  const plain = new Octokit(base);
  const limiter = createLimiter(maxConcurrentCalls);

  async function run<T>(
    send: SendToGitHub,
    call: Call<T>,
    options: CallOptions & { readonly scope: BudgetScope },
  ): Promise<T> {
    const own = budgets.limiterOf(options.scope);
    return withAnySignal([options.signal, ports.halting], (signal) =>
      // Its own place first: who waits for one must not hold one of all.
      attemptCall(
        () => own.run(() => limiter.run(() => call(send, { signal }), signal), signal),
        { ...options, signal },
        { clock, random },
      ),
    );
  }

  return {
    graphqlUrl: options.graphqlUrl,
    nameToken: budgets.nameToken,
    health: () => ({ breaker: breaker.state(), budgets: budgets.list() }),
    asApp: (call, options = {}) => app.call((send) => run(send, call, { ...options, scope: 'app' })),
    useAppKeys: app.useKeys,
    asInstallation: (token, call, options = {}) => {
      const send = plain.request.defaults({ headers: { authorization: `token ${token}` } });
      return run(send, call, { ...options, scope: budgets.scopeOf(`token ${token}`) });
    },
  };
}
