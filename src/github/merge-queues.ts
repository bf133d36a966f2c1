/**
 * Reads the entries of a merge queue, which GitHub shows by GraphQL alone
 * (https://docs.github.com/graphql/reference/objects#mergequeueentry). Needs `contents: read`, `pull_requests: read` and, as far as is
 * known, `merge_queues: read`.
 */
import { isRecord } from '../base/text.ts';
import type { QueuedPull } from '../domain/dispatch/group-pulls.ts';
import type { TimedCalls } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { type GraphqlAnswer, graphqlFailed, isNotVisible, queryGraphql } from './graphql.ts';
import type { RepositoryHandle } from './repository-calls.ts';
import { parseRepositoryName } from './repository-names.ts';

/** Most entries that are read, the first of the queue: one page, and as many as GitHub tests at once. */
const maxEntries = 100;

const query = `query($owner: String!, $name: String!, $branch: String!) {
  repository(owner: $owner, name: $name) {
    databaseId
    mergeQueue(branch: $branch) {
      entries(first: ${maxEntries}) {
        nodes {
          baseCommit { oid }
          headCommit { oid }
          pullRequest { number baseRepository { databaseId } }
        }
      }
    }
  }
}`;

interface AskedQueue {
  /** Base branch, without `refs/heads/`. */
  readonly branch: string;
  /** GitHub's id: a repository of the same name, and pull requests of others, do not count. */
  readonly repositoryId: string;
}

function readField(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function readOid(commit: unknown): string | undefined {
  const oid = readField(commit, 'oid');
  return typeof oid === 'string' && /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(oid) ? oid : undefined;
}

function isOf(repository: unknown, { repositoryId }: AskedQueue): boolean {
  return String(readField(repository, 'databaseId')) === repositoryId;
}

/** An entry that is not tested yet is left out. One whose pull request cannot be read stays: its group is not known as a whole. */
function readEntry(node: unknown, asked: AskedQueue): readonly QueuedPull[] {
  const [baseSha, headSha] = [readOid(readField(node, 'baseCommit')), readOid(readField(node, 'headCommit'))];
  const pull = readField(node, 'pullRequest');
  const number = readField(pull, 'number');
  const isPull = typeof number === 'number' && Number.isSafeInteger(number) && number > 0;
  if (baseSha === undefined || headSha === undefined) return [];
  const isKnown = isPull && isOf(readField(pull, 'baseRepository'), asked);
  return [{ number: isKnown ? number : undefined, baseSha, headSha }];
}

function readEntries({ data, errors }: GraphqlAnswer, asked: AskedQueue): readonly QueuedPull[] {
  const repository = data['repository'];
  const queue = readField(repository, 'mergeQueue');
  const [error] = errors;
  if (error !== undefined && !isRecord(queue)) {
    if (!isNotVisible(error)) throw graphqlFailed(error.message);
    throw new GitHubFailure('forbidden', `GitHub does not show the merge queue: ${error.message}`);
  }
  const nodes = readField(readField(queue, 'entries'), 'nodes');
  if (!isOf(repository, asked) || !Array.isArray(nodes)) return [];
  return nodes.slice(0, maxEntries).flatMap((node) => readEntry(node, asked));
}

/** In the order of the queue; none where the branch has no queue. One call. Rejects with `GitHubFailure`. */
export async function fetchQueuedPulls(
  calls: TimedCalls,
  { name: fullName, token }: RepositoryHandle,
  asked: AskedQueue,
): Promise<readonly QueuedPull[]> {
  const { owner = '', name = '' } = parseRepositoryName(fullName) ?? {};
  const variables = { owner, name, branch: asked.branch };
  return readEntries(await queryGraphql({ ...calls, attempts: 1 }, token, { query, variables }), asked);
}
