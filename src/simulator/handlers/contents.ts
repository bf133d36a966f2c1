/** Files and directories of a repository by path: `contents: read`, media types and all. */
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import { readFollowing } from '../api/follow-symlink.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { findRepositoryFor, type Need, repositoryUrl } from '../api/repository-access.ts';
import { apiError, json, notFound } from '../api/responses.ts';
import type { GitPathEntry, GitRepository } from '../git/repository.ts';
import { maxContentBytes, showContent } from '../shapes/content.ts';
import { fullNameOf, type Repository } from '../world/world.ts';

const page = '/repos/contents#get-repository-content';
const need: Need = { permission: 'contents', level: 'read', page };

const mediaTypes = ['raw', 'html', 'object', 'json'] as const;
type MediaType = (typeof mediaTypes)[number];

function mediaTypeOf(accept: string | undefined): MediaType {
  const match = /application\/vnd\.github\.(?:v3\.|beta\.)?(raw|html|object)(?:\+json)?/.exec(accept ?? '');
  return mediaTypes.find((type) => type === match?.[1]) ?? 'json';
}

/** Sizes of the blobs in a directory. */
async function sizesOf(git: GitRepository, entry: GitPathEntry): Promise<Map<string, number>> {
  const blobs = entry.type === 'tree' ? entry.entries.filter(({ type }) => type === 'blob') : [];
  const sizes = blobs.map(
    async ({ oid }) => [oid, (await git.readObject(oid))?.content.length ?? 0] as const,
  );
  return new Map(await Promise.all(sizes));
}

async function answerContent(api: OperationRequest, repository: Repository): Promise<SimulatorResponse> {
  const { git } = repository;
  const asked = api.query.get('ref');
  const ref = asked === null || asked === '' ? git.defaultBranch() : asked;
  const commit = await git.resolveRef(ref);
  if (commit === undefined) {
    const empty = (await git.resolveRef('HEAD')) === undefined;
    if (empty) return apiError(404, 'This repository is empty.', { page });
    return asked === null ? notFound(page) : apiError(404, `No commit found for the ref ${asked}`, { page });
  }
  const path = api.param('path').replace(/^\/+|\/+$/g, '');
  const entry = await readFollowing(git, commit, path);
  if (entry === undefined) return notFound(page);
  if (entry.type === 'blob' && entry.content.length > maxContentBytes) {
    const message =
      'This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API.';
    return apiError(403, message, { page, errors: [{ resource: 'Blob', field: 'data', code: 'too_large' }] });
  }
  const media = mediaTypeOf(api.request.headers['accept']);
  if (media === 'raw' && entry.type === 'blob') {
    const headers = { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' };
    return { status: 200, headers, body: entry.content };
  }
  const place = {
    repositoryUrl: repositoryUrl(api, repository),
    htmlUrl: `${api.world.urls.server}/${fullNameOf(api.world, repository)}`,
    ref,
    path,
  };
  const shown = showContent(place, entry, await sizesOf(git, entry));
  if (media !== 'object' || !Array.isArray(shown)) return json(200, shown);
  return json(200, {
    type: 'dir',
    name: path.split('/').at(-1),
    path,
    sha: entry.oid,
    size: 0,
    entries: shown,
  });
}

export const contentRoutes = [
  apiRoute({
    id: 'repos/get-content',
    method: 'GET',
    path: '/repos/{owner}/{repo}/contents/{path}',
    caller: 'any',
    async handle(api) {
      const access = findRepositoryFor(api, need);
      return access.status === 'refused' ? access.response : answerContent(api, access.repository);
    },
  }),
];
