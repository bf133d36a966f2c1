/**
 * What actions/checkout does to git when it checks out a repository with `submodules: true`, command by command, for the versions that
 * differ: until v5 the header is in the configuration of the checkout and its submodules, from v6 on in a file of its own that
 * `includeIf` names. Source: https://github.com/actions/checkout, `src/git-auth-helper.ts` and `src/git-source-provider.ts` of v4.4.0 and v7.0.1.
 */
import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RealGitResult } from './real-git.ts';

export type CheckoutVersion = 'v4' | 'v7';

export interface CheckoutJob {
  /** Git with the environment of the step. */
  readonly git: (
    args: readonly string[],
    directory: string,
    environment?: Readonly<Record<string, string>>,
  ) => Promise<RealGitResult>;
  /** `https://github.com` */
  readonly server: string;
  readonly repository: string;
  readonly token: string;
  /** An empty directory. */
  readonly workspace: string;
  /** HOME of the job. */
  readonly home: string;
  /** RUNNER_TEMP */
  readonly temp: string;
}

/** Throws if a command fails that the action does not tolerate. */
export async function checkoutWithSubmodules(version: CheckoutVersion, job: CheckoutJob): Promise<void> {
  const { server, workspace, temp } = job;
  const key = `http.${server}/.extraheader`;
  const header = `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${job.token}`).toString('base64')}`;
  const insteadOf = `url.${server}/.insteadOf`;
  const sshPrefix = `git@${new URL(server).hostname}:`;
  const home = join(temp, randomUUID());
  const run = async (...args: string[]) => {
    const result = await job.git(args, workspace, { HOME: home, GIT_TERMINAL_PROMPT: '0' });
    if (!result.ok) throw new Error(`git ${args.join(' ')}: ${result.stderr}`);
    return result.stdout;
  };
  const credentials = join(temp, `git-credentials-${randomUUID()}.config`);

  // configureTempGlobalConfig: a home of its own, with a copy of the user's configuration.
  await mkdir(home);
  const own = join(job.home, '.gitconfig');
  const exists = await stat(own).then(
    () => true,
    () => false,
  );
  await (exists ? copyFile(own, join(home, '.gitconfig')) : writeFile(join(home, '.gitconfig'), ''));
  await run('config', '--global', '--add', 'safe.directory', workspace);

  await run('init', workspace);
  await run('remote', 'add', 'origin', `${server}/${job.repository}`);
  await run('config', '--local', 'gc.auto', '0');
  // configureAuth
  if (version === 'v4') {
    await run('config', '--local', key, header);
  } else {
    await run('config', '--file', credentials, key, header);
    await run('config', '--local', `includeIf.gitdir:${workspace}/.git.path`, credentials);
    await run('config', '--local', `includeIf.gitdir:${workspace}/.git/worktrees/*.path`, credentials);
  }
  await run(
    '-c',
    'protocol.version=2',
    'fetch',
    '--no-tags',
    '--prune',
    '--no-recurse-submodules',
    '--depth=1',
    'origin',
    '+refs/heads/main*:refs/remotes/origin/main*',
  );
  await run('checkout', '--progress', '--force', '-B', 'main', 'refs/remotes/origin/main');
  // configureGlobalAuth
  if (version === 'v4') await run('config', '--global', key, header);
  else await run('config', '--global', 'include.path', credentials);
  await job.git(['config', '--global', '--unset-all', insteadOf], workspace, { HOME: home });
  await run('config', '--global', '--add', insteadOf, sshPrefix);
  await run('submodule', 'sync');
  await run('-c', 'protocol.version=2', 'submodule', 'update', '--init', '--force', '--depth=1');
  await run('submodule', 'foreach', 'git config --local gc.auto 0');
  // configureSubmoduleAuth, with `persist-credentials`
  if (version === 'v4') {
    await run('submodule', 'foreach', `git config --local '${key}' '${header}'`);
  } else {
    const origins = await run(
      'submodule',
      'foreach',
      '--quiet',
      'git config --local --show-origin --name-only --get-regexp remote.origin.url',
    );
    for (const [, path = ''] of origins.matchAll(/^file:([^\t]+)\tremote\.origin\.url$/gm)) {
      await run('config', '--file', path, `includeIf.gitdir:${dirname(path)}.path`, credentials);
    }
  }
  await run('submodule', 'foreach', `git config --local --add '${insteadOf}' '${sshPrefix}'`);
  await rm(home, { recursive: true });
}
