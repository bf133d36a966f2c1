/** git's smart HTTP protocol as github.com serves it: who may fetch or push, and how a refusal reads. */
import type { Readable } from 'node:stream';
import { admitGit, type GitVerdict } from '../world/access.ts';
import { readCredentials } from '../world/credentials.ts';
import type { World } from '../world/world.ts';
import { type BackendRequest, runHttpBackend } from './http-backend.ts';
import { servePush } from './push.ts';

type GitService = 'git-upload-pack' | 'git-receive-pack';

/** A request that git makes, with the repository as the client spelled it, without `.git`. */
export interface GitOperation {
  readonly id: 'git/info-refs' | 'git/upload-pack' | 'git/receive-pack';
  readonly owner: string;
  readonly name: string;
  readonly service: GitService;
  readonly backendPath: string;
}

export interface GitRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawHeaders: readonly string[];
  readonly body: Readable;
}

export interface GitAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | Readable;
}

const pathPattern = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

const operationIds = {
  'git-upload-pack': 'git/upload-pack',
  'git-receive-pack': 'git/receive-pack',
} as const satisfies Record<GitService, GitOperation['id']>;

/** `undefined` for a path that is not git's, and for the dumb protocol. */
export function readGitOperation(
  method: string,
  path: string,
  query: URLSearchParams,
): GitOperation | undefined {
  const match = pathPattern.exec(path);
  if (match === null) return undefined;
  const [, owner = '', name = '', tail = ''] = match;
  const service = tail === 'info/refs' ? query.get('service') : tail;
  if (service !== 'git-upload-pack' && service !== 'git-receive-pack') return undefined;
  if (method !== (tail === 'info/refs' ? 'GET' : 'POST')) return undefined;
  const id = tail === 'info/refs' ? 'git/info-refs' : operationIds[service];
  return {
    id,
    owner: decodeURIComponent(owner),
    name: decodeURIComponent(name),
    service,
    backendPath: `/${tail}`,
  };
}

const badCredentialsText =
  'Invalid username or token. Password authentication is not supported for Git operations.';

function refuse(status: number, text: string): GitAnswer {
  const challenge = status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {};
  return { status, headers: { 'content-type': 'text/plain; charset=UTF-8', ...challenge }, body: text };
}

function countHeader(rawHeaders: readonly string[], name: string): number {
  return rawHeaders.filter((header, index) => index % 2 === 0 && header.toLowerCase() === name).length;
}

function refuseAccess(verdict: Exclude<GitVerdict, { status: 'allowed' }>): GitAnswer {
  switch (verdict.status) {
    case 'unauthenticated':
      return refuse(401, 'Repository not found.');
    case 'bad_credentials':
      return refuse(401, badCredentialsText);
    case 'not_found':
      return refuse(404, 'Repository not found.');
    case 'forbidden':
      return refuse(403, verdict.message);
  }
}

/** A refused request never reaches git. */
export async function serveGit(
  world: World,
  operation: GitOperation,
  request: GitRequest,
): Promise<GitAnswer> {
  if (countHeader(request.rawHeaders, 'authorization') > 1) {
    return refuse(400, 'Duplicate header: "Authorization"');
  }
  const { owner, name, service } = operation;
  const token = readCredentials(request.headers['authorization']);
  const verdict = admitGit(world, { token, owner, name, service });
  if (verdict.status !== 'allowed') return refuseAccess(verdict);
  const backend: BackendRequest = {
    method: request.method,
    path: operation.backendPath,
    query: request.url.search,
    headers: request.headers,
    body: request.body,
  };
  const { repository, token: accessToken } = verdict;
  return operation.id === 'git/receive-pack' && accessToken !== undefined
    ? servePush({ world, repository, token: accessToken }, backend)
    : runHttpBackend(repository.git.path, backend);
}
