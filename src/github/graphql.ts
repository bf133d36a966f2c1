/** Sends GraphQL queries: GitHub reports failures of single fields in an answer with status 200. */
import { isRecord } from '../base/text.ts';
import type { CallOptions, GitHubClient } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { readLargeAnswer, unparsed } from './large-answer.ts';

interface GraphqlError {
  readonly type?: string;
  readonly message?: string;
  readonly path?: readonly (string | number)[];
}

export interface GraphqlAnswer {
  /** Fields by alias; `null` where one failed. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly errors: readonly GraphqlError[];
}

/** Wait after a rate limit without a time, in milliseconds. */
const graphqlLimitWaitMs = 60_000;

/** Rejects with `GitHubFailure` when there is no data at all or a rate limit was hit; errors of fields are returned. */
export async function queryGraphql(
  client: GitHubClient,
  token: string,
  input: { readonly query: string; readonly variables: Readonly<Record<string, unknown>> },
  options: CallOptions & { readonly now: () => number },
): Promise<GraphqlAnswer> {
  return client.asInstallation(
    token,
    async (send, request) => {
      // By URL: on GitHub Enterprise Server GraphQL is not below the REST API.
      const endpoint = { method: 'POST', url: client.graphqlUrl } as const;
      const response = await send({ ...endpoint, ...input, request: { ...request, ...unparsed } });
      const body = await readLargeAnswer(response.data);
      return readAnswer(body, Number(response.headers['x-ratelimit-reset']), options.now());
    },
    options,
  );
}

/** `resetAt` in seconds, `NaN` when GitHub gave none; `now` in milliseconds. */
function readAnswer(body: unknown, resetAt: number, now: number): GraphqlAnswer {
  if (!isRecord(body)) throw malformed('is not JSON');
  const errors = Array.isArray(body['errors']) ? (body['errors'] as GraphqlError[]) : [];
  if (errors.some((error) => error.type === 'RATE_LIMITED' || error.type === 'RATE_LIMIT')) {
    const retryAt = Number.isFinite(resetAt) ? Math.max(resetAt * 1000, now) : now + graphqlLimitWaitMs;
    throw new GitHubFailure('rate-limited', "GitHub's GraphQL rate limit is used up.", { retryAt });
  }
  if (isRecord(body['data'])) return { data: body['data'], errors };
  const message = errors[0]?.message?.slice(0, 300) ?? 'no data';
  // GitHub's words when its own time for the query ran out.
  if (/something went wrong|timed? ?out/i.test(message))
    throw new GitHubFailure('unreachable', `GraphQL: ${message}`);
  throw malformed(message);
}

function malformed(what: string): GitHubFailure {
  return new GitHubFailure('unexpected', `GitHub's GraphQL answer cannot be used: ${what}.`);
}
