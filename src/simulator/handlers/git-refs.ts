/** References: read, create, update and delete, within the branch rules. */
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import { readJsonBody } from '../api/body.ts';
import type { ApiCaller } from '../api/caller.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { type RepositoryAccess, repositoryUrl } from '../api/repository-access.ts';
import { apiError, json, noContent, notFound } from '../api/responses.ts';
import { findGitDatabaseFor, refuseViolation } from '../api/write-access.ts';
import { isDescendant } from '../git/commits.ts';
import { findRefConflict, isValidRef } from '../git/ref-name.ts';
import { moveRef } from '../refs/move-ref.ts';
import { withRefs } from '../refs/one-at-a-time.ts';
import { refNodeId } from '../shapes/node-id.ts';
import type { Repository } from '../world/world.ts';

type Allowed = Extract<RepositoryAccess, { status: 'allowed' }>;
type WriteRequest = OperationRequest<Extract<ApiCaller, { kind: 'token' }>>;

const pageOf = (anchor: string): string => `/git/refs#${anchor}`;
const readNeed = { permission: 'contents', level: 'read', page: pageOf('get-a-reference') } as const;

async function showRef(api: OperationRequest, repository: Repository, found: { ref: string; oid: string }) {
  const { ref, oid } = found;
  const url = repositoryUrl(api, repository);
  const type = (await repository.git.objects.read(oid))?.type ?? 'commit';
  return {
    ref,
    node_id: refNodeId(repository.id, ref),
    url: `${url}/git/${ref}`,
    object: { sha: oid, type, url: `${url}/git/${type}s/${oid}` },
  };
}

/** Runs `work` with the repository while no other request changes its refs. */
async function change(
  api: WriteRequest,
  page: string,
  work: (access: Allowed, body: Readonly<Record<string, unknown>>) => Promise<SimulatorResponse>,
): Promise<SimulatorResponse> {
  const access = await findGitDatabaseFor(api, { permission: 'contents', level: 'write', page });
  if (access.status === 'refused') return access.response;
  const body = readJsonBody(api.request);
  if (body.status === 'refused') return body.response;
  return withRefs(access.repository, () => work(access, body.value));
}

function missing(page: string, property: string): SimulatorResponse {
  return apiError(422, `Invalid request.\n\n"${property}" wasn't supplied.`, { page });
}

async function isCommit({ git }: Repository, oid: string): Promise<boolean> {
  return /^[0-9a-f]{40}$/.test(oid) && (await git.objects.read(oid))?.type === 'commit';
}

function create(api: WriteRequest): Promise<SimulatorResponse> {
  const page = pageOf('create-a-reference');
  return change(api, page, async ({ repository, permissions }, body) => {
    const { ref, sha } = body;
    if (typeof ref !== 'string') return missing(page, 'ref');
    if (typeof sha !== 'string') return missing(page, 'sha');
    if (!isValidRef(ref)) return apiError(422, `${ref} is not a valid ref name.`, { page });
    if (!(await isCommit(repository, sha))) return apiError(422, 'Object does not exist', { page });
    const present = (await repository.git.listRefs('refs/')).map((one) => one.ref);
    if (present.includes(ref)) return apiError(422, 'Reference already exists', { page });
    if (findRefConflict(ref, present) !== undefined)
      return apiError(422, 'Reference update failed', { page });
    const { token } = api.caller;
    const move = { token, permissions, ref, before: undefined, after: sha };
    const violation = await moveRef(api.world, repository, move);
    if (violation !== undefined) return refuseViolation(violation, page);
    return json(201, await showRef(api, repository, { ref, oid: sha }));
  });
}

function update(api: WriteRequest): Promise<SimulatorResponse> {
  const page = pageOf('update-a-reference');
  return change(api, page, async ({ repository, permissions }, body) => {
    const { git } = repository;
    const { sha, force } = body;
    const ref = `refs/${api.param('path')}`;
    if (typeof sha !== 'string') return missing(page, 'sha');
    const before = (await git.listRefs(ref)).find((one) => one.ref === ref)?.oid;
    if (before === undefined) return apiError(422, 'Reference does not exist', { page });
    if (!(await isCommit(repository, sha))) return apiError(422, 'Object does not exist', { page });
    if (force !== true && !(await isDescendant(git, sha, before))) {
      return apiError(422, 'Update is not a fast forward', { page });
    }
    const move = { token: api.caller.token, permissions, ref, before, after: sha };
    const violation = before === sha ? undefined : await moveRef(api.world, repository, move);
    if (violation !== undefined) return refuseViolation(violation, page);
    return json(200, await showRef(api, repository, { ref, oid: sha }));
  });
}

function remove(api: WriteRequest): Promise<SimulatorResponse> {
  const page = pageOf('delete-a-reference');
  return change(api, page, async ({ repository, permissions }) => {
    const ref = `refs/${api.param('path')}`;
    const before = (await repository.git.listRefs(ref)).find((one) => one.ref === ref)?.oid;
    if (before === undefined) return apiError(422, 'Reference does not exist', { page });
    if (ref === `refs/heads/${repository.git.defaultBranch()}`) {
      return apiError(422, 'Cannot delete the default branch', { page });
    }
    const { token } = api.caller;
    const move = { token, permissions, ref, before, after: undefined };
    const violation = await moveRef(api.world, repository, move);
    return violation === undefined ? noContent : refuseViolation(violation, page);
  });
}

export const gitRefRoutes = [
  apiRoute({
    id: 'git/get-ref',
    method: 'GET',
    path: '/repos/{owner}/{repo}/git/ref/{path}',
    caller: 'any',
    async handle(api) {
      const access = await findGitDatabaseFor(api, readNeed);
      if (access.status === 'refused') return access.response;
      const ref = `refs/${api.param('path')}`;
      const refs = await access.repository.git.listRefs(ref);
      const found = refs.find((one) => one.ref === ref);
      return found === undefined
        ? notFound(readNeed.page)
        : json(200, await showRef(api, access.repository, found));
    },
  }),
  apiRoute({
    id: 'git/list-matching-refs',
    method: 'GET',
    path: '/repos/{owner}/{repo}/git/matching-refs/{path}',
    caller: 'any',
    async handle(api) {
      const access = await findGitDatabaseFor(api, readNeed);
      if (access.status === 'refused') return access.response;
      const refs = await access.repository.git.listRefs(`refs/${api.param('path')}`);
      return json(200, await Promise.all(refs.map((found) => showRef(api, access.repository, found))));
    },
  }),
  apiRoute({
    id: 'git/create-ref',
    method: 'POST',
    path: '/repos/{owner}/{repo}/git/refs',
    caller: 'token',
    createsContent: true,
    handle: create,
  }),
  apiRoute({
    id: 'git/update-ref',
    method: 'PATCH',
    path: '/repos/{owner}/{repo}/git/refs/{path}',
    caller: 'token',
    handle: update,
  }),
  apiRoute({
    id: 'git/delete-ref',
    method: 'DELETE',
    path: '/repos/{owner}/{repo}/git/refs/{path}',
    caller: 'token',
    handle: remove,
  }),
];
