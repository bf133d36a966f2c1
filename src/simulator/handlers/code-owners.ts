/** Errors of the CODEOWNERS file of a commit, with `contents: read`. */
import type { components } from '@octokit/openapi-types';
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { findRepositoryFor, type Need } from '../api/repository-access.ts';
import { json, notFound } from '../api/responses.ts';
import { findOwnerProblems, findOwnersFile } from '../protection/code-owners.ts';

const page = '/repos/repos#list-codeowners-errors';
const need: Need = { permission: 'contents', level: 'read', page };

async function listErrors(api: OperationRequest): Promise<SimulatorResponse> {
  const access = findRepositoryFor(api, need);
  if (access.status === 'refused') return access.response;
  const { repository } = access;
  const asked = api.query.get('ref');
  const ref = asked === null || asked === '' ? repository.git.defaultBranch() : asked;
  const commit = await repository.git.resolveRef(ref);
  const file = commit === undefined ? undefined : await findOwnersFile(repository.git, commit);
  if (file === undefined) return notFound(page);
  return json(200, {
    errors: [...findOwnerProblems(api.world, repository, file)],
  } satisfies components['schemas']['codeowners-errors']);
}

export const codeOwnerRoutes = [
  apiRoute({
    id: 'repos/codeowners-errors',
    method: 'GET',
    path: '/repos/{owner}/{repo}/codeowners/errors',
    caller: 'any',
    handle: listErrors,
  }),
];
