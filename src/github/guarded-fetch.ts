/** Checks the breaker, the budgets and the shares before a request to GitHub. */
import type { AppShares } from './app-shares.ts';
import type { Breaker } from './breaker.ts';
import type { Budgets } from './budgets.ts';

/** Path of the call that mints a token for an installation. */
const mintPath = /\/app\/installations\/([0-9]+)\/access_tokens$/;

type BoundedFetch = (input: string | URL, init?: RequestInit) => Promise<Response>;

/** A cancelled call says nothing about GitHub; a timeout does. */
function isCallersAbort(signal: AbortSignal | null | undefined): boolean {
  const reason: unknown = signal?.reason;
  return signal?.aborted === true && !(reason instanceof Error && reason.name === 'TimeoutError');
}

/** Rejects with `GitHubFailure` for a call that is not allowed now. */
export function createGuardedFetch(
  fetch: BoundedFetch,
  ports: { readonly breaker: Breaker; readonly budgets: Budgets; readonly shares: AppShares },
): BoundedFetch {
  const { breaker, budgets, shares } = ports;
  return async (input, init) => {
    const { pathname } = new URL(input);
    const scope = budgets.scopeOf(new Headers(init?.headers).get('authorization') ?? '');
    const budget = budgets.check(scope, pathname.endsWith('/graphql') ? 'graphql' : 'core');
    const installationId = mintPath.exec(pathname)?.[1];
    if (installationId !== undefined) shares.take(installationId, budget);
    breaker.enter();
    try {
      const response = await fetch(input, init);
      if (response.status >= 500) breaker.fail();
      else breaker.succeed();
      budgets.observe(scope, response.headers);
      return response;
    } catch (error) {
      if (isCallersAbort(init?.signal)) breaker.abandon();
      else breaker.fail();
      throw error;
    }
  };
}
