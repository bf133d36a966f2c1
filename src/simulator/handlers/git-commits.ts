/** Commit objects: read, and made for the caller. */
import { isRecord } from '../../base/text.ts';
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import { type JsonObject, readJsonBody } from '../api/body.ts';
import type { ApiCaller } from '../api/caller.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { apiError, json, notFound } from '../api/responses.ts';
import { commitPlaceOf, findGitDatabaseFor } from '../api/write-access.ts';
import { authorOf, writeSignedCommit } from '../commits/write-commit.ts';
import { cleanIdentity, type GitSignature, renderCommit } from '../git/commit-object.ts';
import { readCommit } from '../git/commits.ts';
import { showCommit, showGitCommit } from '../shapes/commit.ts';
import type { Repository } from '../world/world.ts';

type WriteRequest = OperationRequest<Extract<ApiCaller, { kind: 'token' }>>;

const createPage = '/git/commits#create-a-commit';
const oidPattern = /^[0-9a-f]{40}$/;

/** A person as the body names one; what is left out comes from `fallback`. */
function readPerson(value: unknown, fallback: GitSignature): GitSignature | undefined {
  if (value === undefined) return fallback;
  if (!isRecord(value)) return undefined;
  const { name = fallback.name, email = fallback.email, date } = value;
  const seconds = date === undefined ? fallback.seconds : Math.floor(Date.parse(String(date)) / 1000);
  if (typeof name !== 'string' || typeof email !== 'string' || !Number.isFinite(seconds)) return undefined;
  return { name: cleanIdentity(name), email: cleanIdentity(email), seconds, zone: '+0000' };
}

async function areCommits({ git }: Repository, parents: readonly unknown[]): Promise<boolean> {
  const found = await Promise.all(
    parents.map(async (oid) => oidPattern.test(String(oid)) && readCommit(git.objects, String(oid))),
  );
  return found.every(Boolean);
}

/** GitHub signs for an App that sets neither author nor committer nor a signature of its own, and then is the committer. */
function writeCommit(
  api: WriteRequest,
  repository: Repository,
  options: { tree: string; parents: readonly string[]; message: string; body: JsonObject },
): string | undefined {
  const { world, caller } = api;
  const { body, ...content } = options;
  const { author, committer, signature } = body;
  if (author === undefined && committer === undefined && signature === undefined) {
    return writeSignedCommit(world, repository, { ...content, token: caller.token });
  }
  const writer = readPerson(author, authorOf(world, caller.token));
  const person = writer && readPerson(committer, writer);
  if (writer === undefined || person === undefined) return undefined;
  const whole = { ...content, author: writer, committer: person };
  const text = renderCommit(whole, typeof signature === 'string' ? signature : undefined);
  return repository.git.objects.write('commit', text);
}

async function create(api: WriteRequest): Promise<SimulatorResponse> {
  const page = createPage;
  const access = await findGitDatabaseFor(api, { permission: 'contents', level: 'write', page });
  if (access.status === 'refused') return access.response;
  const read = readJsonBody(api.request);
  if (read.status === 'refused') return read.response;
  const body = read.value;
  const { repository } = access;
  const { git } = repository;
  const { message, tree, parents = [] } = body;
  if (typeof message !== 'string') {
    return apiError(422, 'Invalid request.\n\n"message" wasn\'t supplied.', { page });
  }
  if (typeof tree !== 'string')
    return apiError(422, 'Invalid request.\n\n"tree" wasn\'t supplied.', { page });
  if (!oidPattern.test(tree) || (await git.objects.read(tree))?.type !== 'tree') {
    return apiError(422, 'Tree SHA does not exist', { page });
  }
  if (!Array.isArray(parents) || !(await areCommits(repository, parents))) {
    return apiError(422, 'Parent SHA does not exist or is not a commit object', { page });
  }
  const oid = writeCommit(api, repository, { tree, parents: parents.map(String), message, body });
  const commit = oid === undefined ? undefined : await readCommit(git.objects, oid);
  return commit === undefined
    ? apiError(422, 'Invalid author or committer', { page })
    : json(201, showGitCommit(commitPlaceOf(api, access), commit));
}

export const gitCommitRoutes = [
  apiRoute({
    id: 'git/create-commit',
    method: 'POST',
    path: '/repos/{owner}/{repo}/git/commits',
    caller: 'token',
    createsContent: true,
    handle: create,
  }),
  apiRoute({
    id: 'git/get-commit',
    method: 'GET',
    path: '/repos/{owner}/{repo}/git/commits/{commit_sha}',
    caller: 'any',
    async handle(api) {
      const page = '/git/commits#get-a-commit-object';
      const access = await findGitDatabaseFor(api, { permission: 'contents', level: 'read', page });
      if (access.status === 'refused') return access.response;
      const sha = api.param('commit_sha');
      const { git } = access.repository;
      const commit = oidPattern.test(sha) ? await readCommit(git.objects, sha) : undefined;
      return commit === undefined
        ? notFound(page)
        : json(200, showGitCommit(commitPlaceOf(api, access), commit));
    },
  }),
  apiRoute({
    id: 'repos/get-commit',
    method: 'GET',
    path: '/repos/{owner}/{repo}/commits/{path}',
    caller: 'any',
    async handle(api) {
      const page = '/commits/commits#get-a-commit';
      const access = await findGitDatabaseFor(api, { permission: 'contents', level: 'read', page });
      if (access.status === 'refused') return access.response;
      const ref = api.param('path');
      const { git } = access.repository;
      const oid = await git.resolveRef(ref);
      const commit = oid === undefined ? undefined : await readCommit(git.objects, oid);
      return commit === undefined
        ? apiError(422, `No commit found for SHA: ${ref}`, { page })
        : json(200, showCommit(commitPlaceOf(api, access), commit));
    },
  }),
];
