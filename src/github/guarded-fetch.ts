/** Puts the breaker and the budgets around the way out to GitHub: what must not be sent is refused here. */
import type { Breaker } from './breaker.ts';
import type { Budgets } from './budgets.ts';

type BoundedFetch = (input: string | URL, init?: RequestInit) => Promise<Response>;

/** A caller that went away says nothing about GitHub; one whose time ran out does. */
function isCallersAbort(signal: AbortSignal | null | undefined): boolean {
  return (
    signal?.aborted === true && (signal.reason as { name?: string } | undefined)?.name !== 'TimeoutError'
  );
}

/** Rejects with `GitHubFailure` for a call that is not made. */
export function createGuardedFetch(
  fetch: BoundedFetch,
  { breaker, budgets }: { readonly breaker: Breaker; readonly budgets: Budgets },
): BoundedFetch {
  return async (input, init) => {
    const scope = budgets.scopeOf(new Headers(init?.headers).get('authorization') ?? '');
    budgets.check(scope, new URL(input).pathname.endsWith('/graphql') ? 'graphql' : 'core');
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
