/** Single blobs of a repository. */
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import { readJsonBody } from '../api/body.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { repositoryUrl } from '../api/repository-access.ts';
import { apiError, json, notFound } from '../api/responses.ts';
import { findGitDatabaseFor } from '../api/write-access.ts';
import { gitNodeId } from '../shapes/commit.ts';
import { maxContentBytes, wrapBase64 } from '../shapes/content.ts';

/**
 * Bytes of a blob that the API takes. GitHub documents none; 41,820,160 were accepted and 41,943,040 (40 MiB) refused
 * with 422 in the measurement that the constant `maxBlobBytes` of the Dart package `tom_core_storage` records.
 */
const maxNewBlobBytes = 40 * 1024 * 1024 - 1;

const createPage = '/git/blobs#create-a-blob';
const getPage = '/git/blobs#get-a-blob';

/** Line breaks between the characters are allowed here. */
function readContent(content: string, encoding: unknown): Buffer | undefined {
  if (encoding !== 'base64') return Buffer.from(content, 'utf8');
  const text = content.replace(/\s/g, '');
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

async function create(api: OperationRequest): Promise<SimulatorResponse> {
  const page = createPage;
  const access = await findGitDatabaseFor(api, { permission: 'contents', level: 'write', page });
  if (access.status === 'refused') return access.response;
  const body = readJsonBody(api.request);
  if (body.status === 'refused') return body.response;
  const { content, encoding = 'utf-8' } = body.value;
  if (typeof content !== 'string') {
    return apiError(422, 'Invalid request.\n\n"content" wasn\'t supplied.', { page });
  }
  if (encoding !== 'utf-8' && encoding !== 'base64') {
    return apiError(422, 'Invalid request.\n\nencoding must be utf-8 or base64.', { page });
  }
  const bytes = readContent(content, encoding);
  if (bytes === undefined) return apiError(422, 'content is not valid Base64', { page });
  if (bytes.length > maxNewBlobBytes) {
    const errors = [{ resource: 'Blob', field: 'data', code: 'too_large' }];
    return apiError(422, 'Sorry, your input was too large to process.', { page, errors });
  }
  const { repository } = access;
  const sha = repository.git.objects.write('blob', bytes);
  return json(201, { sha, url: `${repositoryUrl(api, repository)}/git/blobs/${sha}` });
}

async function read(api: OperationRequest): Promise<SimulatorResponse> {
  const page = getPage;
  const access = await findGitDatabaseFor(api, { permission: 'contents', level: 'read', page });
  if (access.status === 'refused') return access.response;
  const { repository } = access;
  const sha = api.param('file_sha');
  const object = /^[0-9a-f]{40}$/.test(sha) ? await repository.git.objects.read(sha) : undefined;
  if (object?.type !== 'blob') return notFound(page);
  if (object.content.length > maxContentBytes) {
    const errors = [{ resource: 'Blob', field: 'data', code: 'too_large' }];
    return apiError(403, 'This API returns blobs up to 100 MB in size.', { page, errors });
  }
  return json(200, {
    sha,
    node_id: gitNodeId(repository.id, sha),
    size: object.content.length,
    url: `${repositoryUrl(api, repository)}/git/blobs/${sha}`,
    content: wrapBase64(object.content),
    encoding: 'base64',
  });
}

export const gitBlobRoutes = [
  apiRoute({
    id: 'git/create-blob',
    method: 'POST',
    path: '/repos/{owner}/{repo}/git/blobs',
    caller: 'token',
    handle: create,
  }),
  apiRoute({
    id: 'git/get-blob',
    method: 'GET',
    path: '/repos/{owner}/{repo}/git/blobs/{file_sha}',
    caller: 'any',
    handle: read,
  }),
];
