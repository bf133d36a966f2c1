/** Compares two commits: ahead, behind, and the files that changed since their merge base. */
import type { components } from '@octokit/openapi-types';
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { apiError, json, notFound } from '../api/responses.ts';
import { commitPlaceOf, findGitDatabaseFor } from '../api/write-access.ts';
import { readCommit } from '../git/commits.ts';
import { diffCommits, findMergeBase, listNewCommits } from '../git/diff.ts';
import type { FileDiff } from '../git/plain-diff.ts';
import type { GitRepository } from '../git/repository.ts';
import { type CommitPlace, showCommit } from '../shapes/commit.ts';
import { ownerOf, type Repository, type World } from '../world/world.ts';

/** Both from https://docs.github.com/rest/commits/commits#compare-two-commits. */
const maxComparedFiles = 300;
const maxComparedCommits = 250;

const page = '/commits/commits#compare-two-commits';

function showFile(place: CommitPlace, head: string, file: FileDiff): components['schemas']['diff-entry'] {
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: file.oid,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${place.htmlUrl}/blob/${head}/${path}`,
    raw_url: `${place.htmlUrl}/raw/${head}/${path}`,
    contents_url: `${place.repositoryUrl}/contents/${path}?ref=${head}`,
    ...(file.previousPath === undefined ? {} : { previous_filename: file.previousPath }),
  };
}

/** `owner:branch` names a branch of the owner's repository; only this repository's own owner has one here. */
async function resolveSide(world: World, repository: Repository, side: string): Promise<string | undefined> {
  const [owner = '', ...rest] = side.split(':');
  const isOwn = owner.toLowerCase() === ownerOf(world, repository).login.toLowerCase();
  const oid = await repository.git.resolveRef(rest.length > 0 && isOwn ? rest.join(':') : side);
  const commit = oid === undefined ? undefined : await readCommit(repository.git.objects, oid);
  return commit?.oid;
}

async function showCommits(place: CommitPlace, git: GitRepository, oids: readonly string[]) {
  const commits = await Promise.all(oids.map((oid) => readCommit(git.objects, oid)));
  return commits.flatMap((commit) => (commit === undefined ? [] : [showCommit(place, commit)]));
}

function statusOf(ahead: number, behind: number): components['schemas']['commit-comparison']['status'] {
  if (ahead === 0) return behind === 0 ? 'identical' : 'behind';
  return behind === 0 ? 'ahead' : 'diverged';
}

async function compare(api: OperationRequest): Promise<SimulatorResponse> {
  const access = await findGitDatabaseFor(api, { permission: 'contents', level: 'read', page });
  if (access.status === 'refused') return access.response;
  const { git } = access.repository;
  const [left = '', right = ''] = api.param('path').split('...');
  const base = await resolveSide(api.world, access.repository, left);
  const head = await resolveSide(api.world, access.repository, right);
  if (base === undefined || head === undefined) return notFound(page);
  const common = await findMergeBase(git, base, head);
  if (common === undefined) {
    return apiError(404, `No common ancestor between ${left} and ${right}.`, { page });
  }
  const [ahead, behind, files] = await Promise.all([
    listNewCommits(git, base, head),
    listNewCommits(git, head, base),
    diffCommits(git, common, head),
  ]);
  const place = commitPlaceOf(api, access);
  const url = `${place.repositoryUrl}/compare/${left}...${right}`;
  const html = `${place.htmlUrl}/compare/${left}...${right}`;
  const number = Number(api.query.get('page') ?? 1);
  const size = Math.min(Number(api.query.get('per_page') ?? maxComparedCommits), maxComparedCommits);
  const [[baseCommit], [commonCommit], commits] = await Promise.all([
    showCommits(place, git, [base]),
    showCommits(place, git, [common]),
    showCommits(place, git, ahead.slice((number - 1) * size, number * size)),
  ]);
  return json(200, {
    url,
    html_url: html,
    permalink_url: `${place.htmlUrl}/compare/${base}...${head}`,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: baseCommit,
    merge_base_commit: commonCommit,
    status: statusOf(ahead.length, behind.length),
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits,
    // Further pages have commits only.
    files: number > 1 ? [] : files.slice(0, maxComparedFiles).map((file) => showFile(place, head, file)),
  });
}

export const compareRoutes = [
  apiRoute({
    id: 'repos/compare-commits-with-basehead',
    method: 'GET',
    path: '/repos/{owner}/{repo}/compare/{path}',
    caller: 'any',
    handle: compare,
  }),
];
