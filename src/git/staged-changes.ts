/** Stages files of a checkout and reads what is staged, from the index: files may change after they were staged. */
import { stat } from 'node:fs/promises';
import { ActionError } from '../base/errors.ts';
import { parseStaged, type StagedChange } from '../domain/commits/parse-staged.ts';
import { overrideEmbedded } from './embedded-repositories.ts';
import { type CheckoutOptions, gitOptions, readingEnvironment } from './git-environment.ts';
import { type GitOutput, runGit, runGitBytes } from './run-git.ts';

export interface Staging {
  /** Pathspecs, relative to the root of the checkout. */
  readonly add: readonly string[];
  readonly all: boolean;
}

export interface Checkout {
  /**
   * Stages files, and returns the pathspecs that matched nothing while others did. Throws INPUT_INVALID with git's message, for example
   * if none matches, and INPUT_GIT_CONFIG_INVALID if a repository in the checkout could make git run a command.
   */
  stage(staging: Staging): Promise<readonly string[]>;
  /** Staged changes, compared with the checked-out commit. A rename is a deletion and an addition. */
  listStaged(): Promise<readonly StagedChange[]>;
  /** Sizes in bytes, by id. */
  readSizes(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Contents, by id. */
  readContents(ids: readonly string[]): Promise<ReadonlyMap<string, Buffer>>;
  /** Full SHA of the checked-out commit; `undefined` before the first one. */
  head(): Promise<string | undefined>;
  /** SHAs of its parents, in order, also in a shallow checkout that does not have them. */
  parents(): Promise<readonly string[]>;
}

/** Throws INPUT_INVALID if `directory` is not in a checkout. */
export async function openCheckout(
  directory: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Checkout> {
  if (!(await isDirectory(directory))) {
    throw new ActionError('INPUT_INVALID', `The directory ${directory} does not exist.`, {
      hint: 'Run actions/checkout before this step, and set `directory` to its `path`.',
    });
  }
  const [here, top] = await Promise.all([
    gitOptions(directory, environment),
    findTop(directory, environment),
  ]);
  if (top.exitCode !== 0) {
    throw new ActionError('INPUT_INVALID', `There is no git checkout in ${directory}.`, {
      hint: 'Run actions/checkout before this step, and set `directory` to its `path`.',
    });
  }
  const root = top.stdout.replace(/\r?\n$/, '');
  const options = root === directory ? here : await gitOptions(root, environment);
  return createCheckout(options);
}

function createCheckout(options: CheckoutOptions): Checkout {
  return {
    stage: ({ add, all }) => stage({ add, all }, options),
    async listStaged() {
      const args = [
        'diff',
        '--cached',
        '--raw',
        '--no-abbrev',
        '--no-renames',
        '--no-ext-diff',
        '--no-textconv',
        '-z',
      ];
      // A path with intent to add has no content yet. Changes inside of a submodule are not staged here.
      const { stdout } = await runGit(
        [...args, '--ita-invisible-in-index', '--ignore-submodules=dirty'],
        options,
      );
      return parseStaged(stdout);
    },
    async readSizes(ids) {
      const { stdout } = await runGit(['cat-file', '--batch-check=%(objectname) %(objectsize)'], {
        ...options,
        input: lines(ids),
      });
      const pairs = stdout
        .trim()
        .split('\n')
        .map((line) => line.split(' '));
      return new Map(pairs.map(([id = '', size]) => [id, Number(size)]));
    },
    async readContents(ids) {
      const { stdout } = await runGitBytes(['cat-file', '--batch'], { ...options, input: lines(ids) });
      return readBatch(stdout);
    },
    head: () => readHead(options),
    parents: () => readParents(options),
  };
}

async function findTop(
  directory: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<GitOutput> {
  const options = { directory, environment: await readingEnvironment(directory, environment) };
  return runGit(['rev-parse', '--show-toplevel'], { ...options, anyExitCode: true });
}

async function readHead(options: CheckoutOptions): Promise<string | undefined> {
  const args = ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'];
  const { stdout } = await runGit(args, { ...options, anyExitCode: true });
  return stdout.trim() || undefined;
}

async function readParents(options: CheckoutOptions): Promise<readonly string[]> {
  // As it is stored: `rev-parse HEAD^2` finds no parent at the border of a shallow checkout.
  const { stdout } = await runGit(['cat-file', 'commit', 'HEAD'], { ...options, anyExitCode: true });
  const [header = ''] = stdout.split('\n\n', 1);
  return [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, id = '']) => id);
}

function lines(ids: readonly string[]): string {
  return [...new Set(ids)].map((id) => `${id}\n`).join('');
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** A pathspec that excludes. Alone, it would stand for all other files. */
const exclusion = /^:(?:[!^]|\/[!^]|\([^)]*\bexclude\b)/;
/** The message of git in English. */
const unmatched = /^fatal: pathspec '(.*)' did not match any files$/m;

function cannotStage(stderr: string): ActionError {
  const reason = stderr.trim().split('\n')[0]?.slice(0, 300) ?? '';
  return new ActionError('INPUT_INVALID', `git cannot stage the files: ${reason}`, {
    hint: 'Check the pathspecs in `add`. They are relative to the root of the checkout.',
  });
}

async function stage({ add, all }: Staging, options: CheckoutOptions): Promise<readonly string[]> {
  const safe = await overrideEmbedded(options);
  const git = { ...safe, environment: { ...safe.environment, LC_ALL: 'C' }, anyExitCode: true };
  if (all) {
    const { exitCode, stderr } = await runGit(['add', '--all'], git);
    if (exitCode !== 0) throw cannotStage(stderr);
    return [];
  }
  const without: string[] = [];
  for (let left = add; left.length > 0; ) {
    // Pathspecs through stdin: there is no limit of length, and none of them is an option.
    const { exitCode, stderr } = await runGit(
      ['add', '--all', '--pathspec-from-file=-', '--pathspec-file-nul'],
      {
        ...git,
        input: left.map((pathspec) => `${pathspec}\0`).join(''),
      },
    );
    if (exitCode === 0) break;
    const [, missing = ''] = unmatched.exec(stderr) ?? [];
    const rest = left.filter((pathspec) => pathspec !== missing);
    const names = rest.some((pathspec) => !exclusion.test(pathspec));
    if (rest.length === left.length || !names) throw cannotStage(stderr);
    without.push(missing);
    left = rest;
  }
  return without;
}

/** Output of `git cat-file --batch`: for each object `<id> blob <size>`, a line feed, the content, a line feed. */
function readBatch(output: Buffer): ReadonlyMap<string, Buffer> {
  const contents = new Map<string, Buffer>();
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf('\n', at);
    const [id = '', kind, size = ''] = output.toString('latin1', at, end).split(' ');
    const from = end + 1;
    const to = from + Number(size);
    if (end === -1 || kind !== 'blob' || !(to < output.length)) {
      throw new ActionError('INTERNAL', 'The output of git cat-file --batch is malformed.');
    }
    contents.set(id, output.subarray(from, to));
    at = to + 1;
  }
  return contents;
}
