/** Sends GraphQL queries. GitHub reports errors of single fields in a response with status 200. */
import { isRecord } from '../base/text.ts';
import type { TimedCalls } from './client.ts';
import { GitHubFailure, unnamedLimitWaitMs } from './failure.ts';
import { readLargeAnswer, unparsed } from './large-answer.ts';

export interface GraphqlError {
  /** Such as `NOT_FOUND`; `''` if GitHub names none. */
  readonly type: string;
  /** At most 300 characters. */
  readonly message: string;
  /** Alias of the field at the root of the query; `undefined` if the error is not about a field. */
  readonly alias: string | undefined;
}

export interface GraphqlAnswer {
  /** Fields by alias; `null` for a field with an error. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly errors: readonly GraphqlError[];
}

/** Longest error message that is repeated, in characters. */
const maxMessageLength = 300;

/** Rejects with `GitHubFailure` if there is no data or the rate limit is exceeded. Errors of single fields are returned. */
export async function queryGraphql(
  calls: TimedCalls,
  token: string,
  input: { readonly query: string; readonly variables: Readonly<Record<string, unknown>> },
): Promise<GraphqlAnswer> {
  const { client, ...options } = calls;
  return client.asInstallation(
    token,
    async (send, request) => {
      // By URL: on GitHub Enterprise Server, GraphQL is not below the base URL of the REST API.
      const endpoint = { method: 'POST', url: client.graphqlUrl } as const;
      const response = await send({ ...endpoint, ...input, request: { ...request, ...unparsed } });
      const body = await readLargeAnswer(response.data);
      return readAnswer(body, Number(response.headers['x-ratelimit-reset']), options.now());
    },
    options,
  );
}

function readError(error: unknown): GraphqlError {
  const { type, message, path } = isRecord(error) ? error : {};
  const alias: unknown = Array.isArray(path) ? path[0] : undefined;
  return {
    type: typeof type === 'string' ? type : '',
    message: typeof message === 'string' ? message.slice(0, maxMessageLength) : 'no message',
    alias: typeof alias === 'string' ? alias : undefined,
  };
}

/** `resetAt` in seconds, `NaN` if GitHub sent none; `now` in milliseconds. */
function readAnswer(body: unknown, resetAt: number, now: number): GraphqlAnswer {
  if (!isRecord(body)) throw malformed('is not JSON');
  const errors = Array.isArray(body['errors']) ? body['errors'].map(readError) : [];
  if (errors.some((error) => error.type === 'RATE_LIMITED' || error.type === 'RATE_LIMIT')) {
    const retryAt = Number.isFinite(resetAt) ? Math.max(resetAt * 1000, now) : now + unnamedLimitWaitMs;
    throw new GitHubFailure('rate-limited', 'The rate limit of GitHub’s GraphQL API is exceeded.', {
      retryAt,
    });
  }
  if (isRecord(body['data'])) return { data: body['data'], errors };
  const message = errors[0]?.message ?? 'no data';
  // The messages of GitHub after its own timeout.
  if (/something went wrong|timed? ?out/i.test(message)) throw graphqlFailed(message);
  throw malformed(message);
}

function malformed(reason: string): GitHubFailure {
  return new GitHubFailure('unexpected', `The GraphQL response of GitHub is malformed: ${reason}.`);
}

/** For a query, or a field of it, that GitHub could not answer. */
export function graphqlFailed(message: string): GitHubFailure {
  return new GitHubFailure('unreachable', `GitHub’s GraphQL API failed: ${message}`);
}

/** Whether the error means that the token cannot see the repository. */
export function isNotVisible({ type }: GraphqlError): boolean {
  return type === 'NOT_FOUND' || type === 'FORBIDDEN';
}
