/** The world of a pull request, and a server whose App may commit there. */

import type { Clock } from '../../../src/base/ports.ts';
import { readCommit } from '../../../src/simulator/git/commits.ts';
import type { GitFile } from '../../../src/simulator/git/tree.ts';
import { hastyClock } from '../../support/hasty-clock.ts';
import {
  type ApiAnswer,
  callApi,
  exchange,
  idTokenOf,
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from '../../support/server.ts';
import { startSimulator, type TestSimulator } from '../../support/simulator.ts';
import {
  branch,
  type CommitPermissions,
  type CommitWorldOptions,
  commitSeed,
  commitWorkspaces,
  makeMergeCommit,
  readFiles,
  repositoryOf,
} from './world.ts';

export * from './world.ts';

export interface CommitSceneOptions extends CommitWorldOptions, Partial<TestServerOptions> {
  readonly permissions?: CommitPermissions;
  readonly clockOfGitHub?: Clock | undefined;
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
  /** Another user pushes to the branch. */
  push(files: readonly GitFile[]): Promise<string>;
  session(job?: string, claims?: Readonly<Record<string, unknown>>): Promise<string>;
  commit(body: unknown, options?: { readonly session?: string; readonly query?: string }): Promise<ApiAnswer>;
  comments(): string[];
  audited(): Promise<{ readonly event: string; readonly details: Record<string, unknown> }[]>;
}

export async function startCommitScene(options: CommitSceneOptions = {}): Promise<CommitScene> {
  const { repository: _, world: __, app: ___, permissions, clockOfGitHub, ...serverOptions } = options;
  const simulator = await startSimulator({ seed: commitSeed(options), clock: clockOfGitHub });
  const { world } = simulator;
  const repository = repositoryOf(world);
  const { git } = repository;
  const merge = await makeMergeCommit(repository);
  for (const { run } of world.jobs.values()) Object.assign(run, { sha: merge });
  const server = await startTestServer({
    simulator,
    config: { workspaces: commitWorkspaces(permissions) },
    clock: hastyClock,
    ...serverOptions,
  });
  const head = async () => (await git.resolveRef(branch)) ?? '';
  const start = await head();
  const sessions = new Map<string, Promise<string>>();

  async function login(job: string, claims: Readonly<Record<string, unknown>>): Promise<string> {
    const token = await idTokenOf(simulator, job, { claims });
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
