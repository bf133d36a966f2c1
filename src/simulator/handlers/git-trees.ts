/** Trees: read, and built from a base tree and single entries. */
import { isRecord } from '../../base/text.ts';
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import { readJsonBody } from '../api/body.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { repositoryUrl } from '../api/repository-access.ts';
import { apiError, json, notAccessible, notFound } from '../api/responses.ts';
import { readTreeChanges } from '../api/tree-changes.ts';
import { findGitDatabaseFor } from '../api/write-access.ts';
import { readCommit } from '../git/commits.ts';
import { type ListedEntry, listTree } from '../git/list-tree.ts';
import type { GitRepository } from '../git/repository.ts';
import { readTreeObject, writeTree } from '../git/tree.ts';
import { findWorkflowChange } from '../protection/workflow-files.ts';
import { isAtLeast } from '../world/access.ts';
import type { Repository } from '../world/world.ts';

/** Entries and bytes of a recursive listing: https://docs.github.com/rest/git/trees#get-a-tree. */
const maxTreeEntries = 100_000;
const maxTreeBytes = 7 * 1024 * 1024;

const createPage = '/git/trees#create-a-tree';
const getPage = '/git/trees#get-a-tree';

async function showEntries(api: OperationRequest, repository: Repository, entries: readonly ListedEntry[]) {
  const base = `${repositoryUrl(api, repository)}/git`;
  return Promise.all(
    entries.map(async ({ path, mode, type, oid }) => {
      if (type === 'commit') return { path, mode, type, sha: oid };
      if (type === 'tree') return { path, mode, type, sha: oid, url: `${base}/trees/${oid}` };
      const size = (await repository.git.objects.read(oid))?.content.length ?? 0;
      return { path, mode, type, sha: oid, size, url: `${base}/blobs/${oid}` };
    }),
  );
}

function cutTree<Entry extends { readonly path: string }>(entries: readonly Entry[]) {
  let bytes = 0;
  const kept = entries.slice(0, maxTreeEntries).filter((entry) => {
    bytes += Buffer.byteLength(JSON.stringify(entry));
    return bytes <= maxTreeBytes;
  });
  return { tree: kept, truncated: kept.length < entries.length };
}

/** A tree's own id, a commit's, or the name of a branch or tag. */
async function findTree(git: GitRepository, asked: string): Promise<string | undefined> {
  const oid = await git.resolveRef(asked);
  const object = oid === undefined ? undefined : await git.objects.read(oid);
  if (object?.type === 'tree') return object.oid;
  return object?.type === 'commit' ? (await readCommit(git.objects, object.oid))?.tree : undefined;
}

async function read(api: OperationRequest): Promise<SimulatorResponse> {
  const page = getPage;
  const access = await findGitDatabaseFor(api, { permission: 'contents', level: 'read', page });
  if (access.status === 'refused') return access.response;
  const { repository } = access;
  const { git } = repository;
  const sha = await findTree(git, api.param('tree_sha'));
  if (sha === undefined) return notFound(page);
  const own = readTreeObject((await git.objects.read(sha))?.content ?? Buffer.alloc(0));
  // Any value enables it, even "false", says GitHub's documentation.
  const entries = api.query.has('recursive')
    ? await listTree(git.objects, own, { folders: true })
    : own.map(({ name, ...entry }) => ({ path: name, ...entry }));
  const shown = cutTree(await showEntries(api, repository, entries));
  return json(200, { sha, url: `${repositoryUrl(api, repository)}/git/trees/${sha}`, ...shown });
}

async function create(api: OperationRequest): Promise<SimulatorResponse> {
  const page = createPage;
  const access = await findGitDatabaseFor(api, { permission: 'contents', level: 'write', page });
  if (access.status === 'refused') return access.response;
  const body = readJsonBody(api.request);
  if (body.status === 'refused') return body.response;
  const { repository, permissions } = access;
  const { git } = repository;
  const { base_tree: asked, tree: entries } = body.value;
  if (!Array.isArray(entries) || !entries.every(isRecord)) {
    return apiError(422, 'Invalid tree info', { page });
  }
  const base = asked === undefined ? undefined : await findTree(git, String(asked));
  if (asked !== undefined && base === undefined) {
    return apiError(422, 'base_tree is not a valid tree oid', { page });
  }
  const changes = await readTreeChanges(git, base, entries);
  if (changes.status === 'refused') return apiError(422, changes.message, { page });
  const sha = await writeTree(git.objects, base, changes.files);
  const mayWrite = isAtLeast(permissions['workflows'], 'write');
  if (!mayWrite && (await findWorkflowChange(git, { base, tree: sha })) !== undefined) {
    return notAccessible(page);
  }
  const own = readTreeObject((await git.objects.read(sha))?.content ?? Buffer.alloc(0));
  const tree = await showEntries(
    api,
    repository,
    own.map(({ name, ...entry }) => ({ path: name, ...entry })),
  );
  const url = `${repositoryUrl(api, repository)}/git/trees/${sha}`;
  return json(201, { sha, url, tree, truncated: false });
}

export const gitTreeRoutes = [
  apiRoute({
    id: 'git/create-tree',
    method: 'POST',
    path: '/repos/{owner}/{repo}/git/trees',
    caller: 'token',
    handle: create,
  }),
  apiRoute({
    id: 'git/get-tree',
    method: 'GET',
    path: '/repos/{owner}/{repo}/git/trees/{tree_sha}',
    caller: 'any',
    handle: read,
  }),
];
