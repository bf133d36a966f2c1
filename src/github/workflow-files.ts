/** Reads workflow files. */
import { isRecord } from '../base/text.ts';
import type { ClientCalls } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

export type WorkflowContent =
  /** `text` is `undefined` where it is not a file, or has more than a megabyte. */
  | {
      readonly status: 'read';
      readonly text: string | undefined;
      readonly blobSha: string | undefined;
      readonly etag: string | undefined;
    }
  /** Nothing has changed since `etag`. */
  | { readonly status: 'unchanged' }
  /** There is no such file or branch. */
  | { readonly status: 'absent' };

export interface WorkflowPlace {
  /** File name in `.github/workflows`. */
  readonly file: string;
  /** Without `refs/heads/`. */
  readonly branch: string;
  /** Of what is known. */
  readonly etag?: string | undefined;
}

function readFile(data: unknown): { text: string | undefined; blobSha: string | undefined } {
  const { type, encoding, content, sha } = isRecord(data) ? data : {};
  const blobSha = typeof sha === 'string' ? sha : undefined;
  // GitHub gives the content of larger files the encoding `none`.
  if (type !== 'file' || encoding !== 'base64' || typeof content !== 'string')
    return { text: undefined, blobSha };
  return { text: Buffer.from(content, 'base64').toString('utf8'), blobSha };
}

/** Needs `contents: read`. Rejects with `GitHubFailure`. */
export async function readWorkflowContent(
  calls: ClientCalls,
  repository: RepositoryHandle,
  { file, branch, etag }: WorkflowPlace,
): Promise<WorkflowContent> {
  try {
    const { data, headers } = await callRepository(calls, repository, (send, place) =>
      send('GET /repos/{owner}/{repo}/contents/{path}', {
        ...place,
        path: `.github/workflows/${file}`,
        ref: `refs/heads/${branch}`,
        ...(etag === undefined ? {} : { headers: { 'if-none-match': etag } }),
      }),
    );
    return { status: 'read', ...readFile(data), etag: headers.etag };
  } catch (error) {
    if (error instanceof GitHubFailure && error.kind === 'not-modified') return { status: 'unchanged' };
    if (error instanceof GitHubFailure && error.kind === 'not-found') return { status: 'absent' };
    throw error;
  }
}
