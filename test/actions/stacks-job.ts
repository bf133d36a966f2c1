/**
 * A job for the actions that upload: a checkout of a pull request, an `atmos` that says what a test wants, and the event.
 * That `atmos` stands for the program only; what the real one says is seen in `test/conformance`.
 */
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanGitEnvironment, realGit } from '../support/real-git.ts';
import { makeJobDirectory, runAction } from '../support/run-action.ts';

export interface StacksJobOptions {
  /** What atmos writes to its `--file`. */
  readonly described?: string;
  /** Lines of the atmos script before it writes. */
  readonly script?: string;
  readonly atmosYaml?: string;
  /** The checkout's remote. */
  readonly remote?: string;
  readonly withoutAtmos?: boolean;
}

const programs = ['git', 'sh', 'cat', 'echo', 'touch'];

export async function startStacksJob({
  described = '[]',
  script = '',
  atmosYaml,
  remote = 'https://github.com/acme/infra',
  withoutAtmos = false,
}: StacksJobOptions = {}) {
  const job = await makeJobDirectory();
  const { directory } = job;
  const workspace = join(directory, 'workspace');
  const bin = join(directory, 'bin');
  const git = (...args: readonly string[]) => {
    const { ok, stdout, stderr } = realGit(args, {
      directory: workspace,
      environment: { ...cleanGitEnvironment(directory) },
    });
    if (!ok) throw new Error(stderr);
    return stdout.trim();
  };
  git('init', '-q', '--template=', '-b', 'main');
  git('remote', 'add', 'origin', remote);
  git('commit', '-q', '--allow-empty', '-m', 'base');
  const base = git('rev-parse', 'HEAD');
  git('update-ref', 'refs/remotes/origin/main', base);
  git('commit', '-q', '--allow-empty', '-m', 'head');
  const head = git('rev-parse', 'HEAD');
  if (atmosYaml !== undefined) await writeFile(join(workspace, 'atmos.yaml'), atmosYaml);

  await mkdir(bin);
  // Nothing else of this machine, so that no atmos of its own is found.
  for (const program of programs) {
    const { stdout } = realGit(['-c', `alias.where=!command -v ${program}`, 'where'], {
      directory: workspace,
    });
    await symlink(stdout.trim(), join(bin, program)).catch(() => undefined);
  }
  const [answer, called] = [join(directory, 'described.json'), join(directory, 'called')];
  await writeFile(answer, described);
  if (!withoutAtmos) {
    const lines = [
      '#!/bin/sh',
      `for argument in "$@"; do echo "$argument" >> '${called}'; done`,
      script,
      `for argument in "$@"; do case "$argument" in --file=*) cat '${answer}' > "\${argument#--file=}";; esac; done`,
    ];
    await writeFile(join(bin, 'atmos'), `${lines.join('\n')}\n`);
    await chmod(join(bin, 'atmos'), 0o755);
  }
  const eventFile = join(directory, 'event.json');

  const writeEvent = (payload: object) => {
    const pullRequest = { head: { sha: head }, base: { ref: 'main', sha: base } };
    return writeFile(
      eventFile,
      JSON.stringify({ action: 'synchronize', pull_request: pullRequest, ...payload }),
    );
  };
  await writeEvent({});

  return {
    directory,
    workspace,
    base,
    head,
    /** Makes it a job of another event than `pull_request`. */
    async startedBy(event: string, payload: object = {}) {
      await writeEvent(payload);
      return { GITHUB_EVENT_NAME: event };
    },
    async run(
      action: string,
      inputs: Readonly<Record<string, string>> = {},
      environment: Readonly<Record<string, string | undefined>> = {},
    ) {
      return runAction(action, 'main', {
        directory,
        inputs,
        environment: {
          PATH: bin,
          HOME: directory,
          GIT_CONFIG_NOSYSTEM: '1',
          GITHUB_EVENT_NAME: 'pull_request',
          GITHUB_EVENT_PATH: eventFile,
          ...environment,
        },
      });
    },
    /** Arguments with which atmos was called; empty when it was not. */
    async called(): Promise<readonly string[]> {
      const text = await readFile(called, 'utf8').catch(() => '');
      return text.split('\n').filter((line) => line !== '');
    },
    [Symbol.asyncDispose]: () => job[Symbol.asyncDispose](),
  };
}

/** Without the masks. */
export function logOf({ stdout }: { readonly stdout: string }): string {
  return stdout.replaceAll(/^::add-mask::.*\n/gm, '');
}
