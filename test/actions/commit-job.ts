/** A job for the action `commit`: a checkout with one commit, changes in it, and a server of the hosted kind. */
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type PeerScript, startApiPeer } from '../support/api-peer.ts';
import { cleanGitEnvironment, realGit } from '../support/real-git.ts';
import { makeJobDirectory, runAction } from '../support/run-action.ts';

export type Files = Readonly<Record<string, string | Buffer>>;

export async function startCommitJob(committed: Files = { 'main.tf': 'a = 1\n' }, script: PeerScript = {}) {
  const job = await makeJobDirectory();
  const peer = await startApiPeer(script);
  const { directory } = job;
  const workspace = join(directory, 'workspace');
  function git(...args: readonly string[]): string {
    const { ok, stdout, stderr } = realGit(args, {
      directory: workspace,
      environment: { ...cleanGitEnvironment(directory) },
    });
    if (!ok) throw new Error(stderr);
    return stdout.trim();
  }
  async function write(files: Files): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(workspace, path)), { recursive: true });
      await writeFile(join(workspace, path), content);
    }
  }
  git('init', '-q', '--template=', '-b', 'feature/x');
  await write(committed);
  git('add', '--all');
  git('commit', '-q', '--allow-empty', '-m', 'base');

  /** Runs the step; `all` unless the inputs say what to stage. */
  async function run(
    inputs: Readonly<Record<string, string>> = {},
    environment: Readonly<Record<string, string | undefined>> = {},
  ) {
    const result = await runAction('commit', 'main', {
      directory,
      inputs: { message: 'format', ...(inputs['add'] === undefined ? { all: 'true' } : {}), ...inputs },
      environment: {
        ...peer.environment,
        GITHUB_HEAD_REF: 'feature/x',
        GITHUB_ACTOR: 'octocat',
        ...environment,
      },
    });
    const requests = peer.requests.filter(({ path }) => path.includes('/git/commit'));
    return {
      result,
      log: result.stdout + result.stderr,
      requests,
      /** The body of the first request. */
      body: requests[0] === undefined ? undefined : (JSON.parse(requests[0].body) as unknown),
      journal: peer.journal(),
    };
  }

  return {
    workspace,
    git,
    write,
    run,
    remove: (path: string) => rm(join(workspace, path)),
    makeExecutable: (path: string) => chmod(join(workspace, path), 0o755),
    link: (path: string, target: string) => symlink(target, join(workspace, path)),
    async [Symbol.asyncDispose]() {
      await peer[Symbol.asyncDispose]();
      await job[Symbol.asyncDispose]();
    },
  };
}

export const addition = (path: string, content: string | Buffer, mode?: string) => ({
  path,
  contents: Buffer.from(content).toString('base64'),
  ...(mode === undefined ? {} : { mode }),
});
