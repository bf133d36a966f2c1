/**
 * A small simulated GitHub for tests of commits: branches of every kind of protection, and an App that may write.
 *
 *     await using scene = await createCommitScene();
 *     await scene.rest('POST', '/git/blobs', { content: 'x' });
 *     scene.git('log', '-1', 'feature');
 */

import type { Repository } from '../../src/simulator/world/world.ts';
import { realGit } from './real-git.ts';
import { type Answer, createSimulatedApi, type SimulatedApi } from './simulated-api.ts';
import { readAppKey } from './world-keys.ts';

export interface CommitScene extends AsyncDisposable {
  readonly gitHub: SimulatedApi;
  /** `contents: write` and no more. */
  readonly writer: string;
  /** `contents: read`. */
  readonly reader: string;
  readonly repository: Repository;
  /** The commit of a branch. */
  headOf(branch: string, repositoryId?: number): Promise<string>;
  treeOf(branch: string): string;
  /** A request below `/repos/acme/infra`, as `writer` unless told otherwise. */
  rest(method: string, path: string, body?: unknown, token?: string): Promise<Answer>;
  /** A new commit with the branch's files, on no branch; after its head unless other parents are given. */
  newCommit(branch: string, parents?: readonly string[]): Promise<string>;
  /** What real git prints about the repository. */
  git(...args: string[]): string;
}

/** `main` needs a pull request, `open` only forbids force and deletion, `release/…` is under a ruleset, the others are free. */
export async function createCommitScene(): Promise<CommitScene> {
  const gitHub = await createSimulatedApi({
    repositories: [
      {
        name: 'acme/infra',
        id: 1,
        files: {
          'main.tf': 'a\n',
          'bin/run': { content: '#!', executable: true },
          link: { symlink: 'main.tf' },
          'dir/a': 'a',
          'dir/b': 'b',
          '.github/workflows/ci.yml': 'on: push\n',
          vendor: { submodule: 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3' },
        },
        branches: {
          feature: {},
          open: {},
          'deep/name': {},
          'release/1': { files: { y: 'y' } },
          other: { files: { '.github/workflows/new.yml': 'x\n' } },
        },
        protection: [{ pattern: 'main' }, { pattern: 'open', require_pull_request: false }],
        rulesets: [
          { name: 'releases', include: ['refs/heads/release/**'], rules: ['creation', 'update', 'deletion'] },
        ],
        pull_requests: [{ number: 12, head: 'feature', title: 'Add a feature' }],
      },
      { name: 'acme/empty', id: 2 },
      { name: 'acme/old', id: 3, archived: true, files: { a: 'a' } },
    ],
    apps: [
      {
        slug: 'atmos-pro',
        private_key: readAppKey(),
        permissions: { contents: 'write', workflows: 'write', pull_requests: 'write', issues: 'write' },
      },
    ],
    installations: [{ id: 7, app: 'atmos-pro', account: 'acme' }],
  });
  const writer = await gitHub.mint({ permissions: { contents: 'write' } });
  const reader = await gitHub.mint({ permissions: { contents: 'read' } });
  const repositoryOf = (id: number): Repository => {
    const repository = gitHub.world.repositories.get(id);
    if (repository === undefined) throw new Error('There is no such repository.');
    return repository;
  };

  function git(...args: string[]): string {
    const { ok, stdout, stderr } = realGit(args, { directory: repositoryOf(1).git.path });
    if (!ok) throw new Error(stderr);
    return stdout;
  }
  const headOf = async (branch: string, id = 1) =>
    (await repositoryOf(id).git.resolveRef(`refs/heads/${branch}`)) ?? '';
  const treeOf = (branch: string) => git('rev-parse', `refs/heads/${branch}^{tree}`).trim();
  const rest = (method: string, path: string, body?: unknown, token = writer) =>
    gitHub.call(method, `/repos/acme/infra${path}`, body === undefined ? { token } : { token, body });

  return {
    ...{ gitHub, writer, reader, headOf, treeOf, rest, git, repository: repositoryOf(1) },
    async newCommit(branch, parents) {
      const content = { message: 'x', tree: treeOf(branch), parents: parents ?? [await headOf(branch)] };
      return (await rest('POST', '/git/commits', content)).body.sha;
    },
    [Symbol.asyncDispose]: () => gitHub.stop(),
  };
}
