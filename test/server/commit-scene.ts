/** A repository with an open pull request, jobs of its run, and a server whose App may commit there. */
import type { CommitRequest } from '../../src/api/routes/git-commit.ts';
import type { ServerConfigDocument } from '../../src/schema/generated/server-config.cjs';
import { renderCommit } from '../../src/simulator/git/commit-object.ts';
import { readCommit } from '../../src/simulator/git/commits.ts';
import type { GitFile } from '../../src/simulator/git/tree.ts';
import type { RepositorySeed, SeedPermissions, WorldSeed } from '../../src/simulator/seed-types.ts';
import type { Repository, World } from '../../src/simulator/world.ts';
import {
  type ApiAnswer,
  callApi,
  exchange,
  idTokenOf,
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from '../support/server.ts';
import { startSimulator, type TestSimulator } from '../support/simulator.ts';

export const branch = 'feature/x';
export const bot = 'our-app[bot]';

export const repositorySeed: RepositorySeed = {
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

export interface CommitSceneOptions extends Partial<TestServerOptions> {
  readonly repository?: Partial<RepositorySeed>;
  readonly world?: Partial<WorldSeed>;
  readonly app?: SeedPermissions;
  readonly permissions?: ServerConfigDocument['workspaces'][number]['repositories'][number]['permissions'];
}

export function commitSeed({ repository, world, app = appPermissions }: CommitSceneOptions = {}): WorldSeed {
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
  permissions: CommitSceneOptions['permissions'] = [{ permission: 'ws:commits:create' }],
): ServerConfigDocument['workspaces'] => [
  { id: 'ws_1', repositories: [{ name: 'acme/infra', id: 1001, permissions }] },
];

/** The merge commit that GitHub makes for the run of a pull request: of the base and of the head, in this order. */
export async function makeMergeCommit(repository: Repository): Promise<string> {
  const { git } = repository;
  const base = (await git.resolveRef('main')) ?? '';
  const head = (await git.resolveRef(branch)) ?? '';
  const of = await readCommit(git.objects, head);
  if (of === undefined) throw new Error('the branch has no commit');
  return git.objects.write('commit', renderCommit({ ...of, parents: [base, head], message: 'Merge' }));
}

export function repositoryOf(world: World): Repository {
  const repository = world.repositories.get(1001);
  if (repository === undefined) throw new Error('the repository is gone');
  return repository;
}

/** Content and mode of each file, `undefined` when it is not there. */
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

export interface CommitScene extends AsyncDisposable {
  readonly simulator: TestSimulator;
  readonly server: TestServer;
  /** Head of the branch when the scene began. */
  readonly start: string;
  head(): Promise<string>;
  /** Commits from the start to the head, newest first. */
  newCommits(): Promise<
    { readonly oid: string; readonly message: string; readonly isSigned: boolean; readonly author: string }[]
  >;
  files(...paths: string[]): Promise<Record<string, string | undefined>>;
  /** Somebody else pushes to the branch. */
  push(files: readonly GitFile[]): Promise<string>;
  session(job?: string, claims?: Readonly<Record<string, unknown>>): Promise<string>;
  commit(body: unknown, options?: { readonly session?: string; readonly query?: string }): Promise<ApiAnswer>;
  comments(): string[];
  audited(): Promise<{ readonly event: string; readonly details: Record<string, unknown> }[]>;
}

export async function startCommitScene(options: CommitSceneOptions = {}): Promise<CommitScene> {
  const { repository: _, world: __, app: ___, permissions, ...serverOptions } = options;
  const simulator = await startSimulator({ seed: commitSeed(options) });
  const { world } = simulator;
  const repository = repositoryOf(world);
  const { git } = repository;
  const merge = await makeMergeCommit(repository);
  const server = await startTestServer({
    simulator,
    config: { workspaces: commitWorkspaces(permissions) },
    ...serverOptions,
  });
  const head = async () => (await git.resolveRef(branch)) ?? '';
  const start = await head();
  const sessions = new Map<string, Promise<string>>();

  async function login(job: string, claims: Readonly<Record<string, unknown>>): Promise<string> {
    const token = await idTokenOf(simulator, job, { claims: { sha: merge, ...claims } });
    const answer = await exchange(server, token, 'ws_1');
    if (answer.status !== 200) throw new Error(`the exchange answered ${answer.status}: ${answer.text}`);
    return String(answer.body.data?.['token']);
  }
  function session(job = 'format', claims?: Readonly<Record<string, unknown>>): Promise<string> {
    if (claims !== undefined) return login(job, claims);
    const known = sessions.get(job) ?? login(job, {});
    sessions.set(job, known);
    return known;
  }

  async function newCommits() {
    const commits = [];
    for (let oid = await head(); oid !== start; ) {
      const commit = await readCommit(git.objects, oid);
      if (commit === undefined) throw new Error('the start is not below the head');
      const { message, signature, author, parents } = commit;
      commits.push({ oid, message, isSigned: signature !== undefined, author: author.name });
      oid = parents[0] ?? '';
    }
    return commits;
  }

  async function stop(): Promise<void> {
    await server.stop();
    await simulator.stop();
  }
  return {
    simulator,
    server,
    start,
    head,
    newCommits,
    files: (...paths) => readFiles(world, branch, paths),
    push: (files) => git.commitFiles(files, { branch, message: 'push' }),
    session,
    async commit(body, { session: given, query = '' } = {}) {
      const token = given ?? (await session());
      return callApi(server, `/api/v1/git/commit${query}`, body, { authorization: `Bearer ${token}` });
    },
    comments: () => repository.comments.map(({ body }) => body),
    async audited() {
      const entries = await server.store.audit.list();
      return entries
        .filter(({ event }) => event.startsWith('commit.'))
        .map(({ event, details }) => ({ event, details: { ...details } }));
    },
    [Symbol.asyncDispose]: stop,
  };
}

export function shaOf(answer: ApiAnswer): string {
  if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${answer.text}`);
  return String(answer.body.data?.['sha']);
}
