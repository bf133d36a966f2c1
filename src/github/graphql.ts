/** Sends GraphQL queries: GitHub reports failures of single fields in an answer with status 200. */
import type { CallOptions, GitHubClient } from './client.ts';
import { GitHubFailure } from './failure.ts';

export interface GraphqlError {
  readonly type?: string;
  readonly message?: string;
  readonly path?: readonly (string | number)[];
}

export interface GraphqlAnswer {
  /** Fields by alias; `null` where one failed. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly errors: readonly GraphqlError[];
}

/** GitHub's limit resets within the hour; GraphQL errors carry no time, its headers do not survive. */
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
      const response = await send({ method: 'POST', url: client.graphqlUrl, ...input, request });
      return readAnswer(response.data, options.now());
    },
    options,
  );
}

function readAnswer(body: unknown, now: number): GraphqlAnswer {
  if (!isRecord(body)) throw malformed('is not JSON');
  const errors = Array.isArray(body['errors']) ? (body['errors'] as GraphqlError[]) : [];
  if (errors.some((error) => error.type === 'RATE_LIMITED' || error.type === 'RATE_LIMIT')) {
    const retryAt = now + graphqlLimitWaitMs;
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

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
