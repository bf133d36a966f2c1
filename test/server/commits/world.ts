/** A world with an open pull request and jobs of its run, and what a client asks for there. */
import type { CommitRequest } from '../../../src/api/routes/git-commit.ts';
import type { ServerConfigDocument } from '../../../src/schema/generated/server-config.cjs';
import { renderCommit } from '../../../src/simulator/git/commit-object.ts';
import { readCommit } from '../../../src/simulator/git/commits.ts';
import type { RepositorySeed, SeedPermissions, WorldSeed } from '../../../src/simulator/seed/seed-types.ts';
import type { Repository, World } from '../../../src/simulator/world/world.ts';

export type CommitPermissions =
  ServerConfigDocument['workspaces'][number]['repositories'][number]['permissions'];

export interface CommitWorldOptions {
  readonly repository?: Partial<RepositorySeed>;
  readonly world?: Partial<WorldSeed>;
  readonly app?: SeedPermissions;
}

export const branch = 'feature/x';
export const bot = 'our-app[bot]';

const repositorySeed: RepositorySeed = {
  name: 'acme/infra',
  id: 1001,
  files: {
    'main.tf': 'a=1',
    'other.tf': 'o=1',
    'run.sh': { content: 'run', executable: true },
    link: { symlink: 'main.tf' },
  },
  branches: { [branch]: { files: { 'main.tf': 'a=2' } } },
  pull_requests: [{ number: 7, head: branch, author: 'octocat' }],
};

export const pullRequestRun = {
  repository: 'acme/infra',
  workflow: '.github/workflows/format.yml',
  event: 'pull_request',
  ref: 'refs/pull/7/merge',
  head_ref: branch,
  base_ref: 'main',
  actor: 'octocat',
} as const;

export const appPermissions: SeedPermissions = {
  contents: 'write',
  metadata: 'read',
  pull_requests: 'write',
};

export function commitSeed({ repository, world, app = appPermissions }: CommitWorldOptions = {}): WorldSeed {
  return {
    accounts: [
      { login: 'acme', id: 71 },
      { login: 'octocat', id: 7, type: 'User' },
    ],
    repositories: [{ ...repositorySeed, ...repository }],
    apps: [{ slug: 'our-app', permissions: app }],
    installations: [{ app: 'our-app', account: 'acme' }],
    runs: [{ ...pullRequestRun, id: 501, jobs: [{ name: 'format' }, { name: 'docs' }] }],
    ...world,
  };
}

export const commitWorkspaces = (
  permissions: CommitPermissions = [{ permission: 'ws:commits:create' }],
): ServerConfigDocument['workspaces'] => [
  { id: 'ws_1', repositories: [{ name: 'acme/infra', id: 1001, permissions }] },
];

/** The merge commit that GitHub makes for the run of a pull request: of the base and of the head, in this order. */
export async function makeMergeCommit(repository: Repository, headRef = branch): Promise<string> {
  const { git } = repository;
  const base = (await git.resolveRef('main')) ?? '';
  const head = (await git.resolveRef(headRef)) ?? '';
  const of = await readCommit(git.objects, head);
  if (of === undefined) throw new Error('the branch has no commit');
  return git.objects.write('commit', renderCommit({ ...of, parents: [base, head], message: 'Merge' }));
}

export function repositoryOf(world: World): Repository {
  const repository = world.repositories.get(1001);
  if (repository === undefined) throw new Error('the repository is gone');
  return repository;
}

/** Content and mode of each file, `undefined` if it does not exist. */
export async function readFiles(world: World, revision: string, paths: readonly string[]) {
  const { git } = repositoryOf(world);
  const read = await Promise.all(paths.map((path) => git.readPath(revision, path)));
  return Object.fromEntries(
    paths.map((path, index) => {
      const entry = read[index];
      return [path, entry?.type === 'blob' ? `${entry.mode} ${entry.content.toString('utf8')}` : entry?.type];
    }),
  );
}

export const encode = (text: string | Buffer) => Buffer.from(text).toString('base64');
export const add = (path: string, text: string | Buffer, mode?: '100644' | '100755' | '120000') => ({
  path,
  contents: encode(text),
  ...(mode === undefined ? {} : { mode }),
});

export function requestOf(
  additions: CommitRequest['changes']['additions'] = [add('main.tf', 'a = 2\n')],
  more: Partial<CommitRequest> & { readonly deletions?: readonly string[] } = {},
): CommitRequest {
  const { deletions = [], ...rest } = more;
  return {
    branch,
    changes: { additions, deletions: deletions.map((path) => ({ path })) },
    commitMessage: 'format',
    ...rest,
  };
}
