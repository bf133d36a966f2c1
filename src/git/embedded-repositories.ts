/**
 * Repositories inside of a checkout, such as submodules. To stage files, git looks for changes in each that the index has, and does so with
 * the configuration of that repository.
 */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionError } from '../base/errors.ts';
import { quoteText } from '../base/text.ts';
import { overrideLocal, parseScopedConfig } from '../domain/git-config/override-local.ts';
import { addEntries, type CheckoutOptions } from './git-environment.ts';
import { runGit } from './run-git.ts';

/** Most repositories that are looked into. Each costs three runs of git. */
const maxRepositories = 500;
/** Longest path that a message repeats, in characters. */
const maxShownLength = 200;
const linkMode = '160000 ';

function refuse(path: string, fault: string): ActionError {
  return new ActionError(
    'INPUT_GIT_CONFIG_INVALID',
    `The repository ${quoteText(path, maxShownLength)} inside of the checkout ${fault}, so it could make git run a command.`,
    { hint: 'Remove it from the checkout, or restore its .git directory.' },
  );
}

/** Paths of the repositories that the index of `options.directory` links to and that are checked out. */
async function listLinked(options: CheckoutOptions): Promise<readonly string[]> {
  const { stdout } = await runGit(['ls-files', '--stage', '-z'], options);
  const links = stdout.split('\0').filter((line) => line.startsWith(linkMode));
  const paths = links.map((line) => line.slice(line.indexOf('\t') + 1));
  const found: string[] = [];
  for (const path of paths) {
    // It cannot be named on a command line as git names it.
    if (path.includes('\ufffd')) throw refuse(path, 'has a name that is not UTF-8');
    const at = join(options.directory, path);
    const isCheckedOut = await lstat(join(at, '.git')).then(
      () => true,
      () => false,
    );
    if (isCheckedOut) found.push(at);
  }
  return found;
}

/** How git runs in a repository for the one around it. */
function inside(directory: string, { environment, config }: CheckoutOptions): CheckoutOptions {
  return { directory, config, environment: { ...environment, GIT_DIR: '.git' } };
}

/** `options`, without the commands that the configuration of repositories in the checkout names. Throws INPUT_GIT_CONFIG_INVALID if it cannot be read. */
export async function overrideEmbedded(options: CheckoutOptions): Promise<CheckoutOptions> {
  let safe = options;
  let count = 0;
  const left = [...(await listLinked(options))];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    count += 1;
    if (count > maxRepositories) throw refuse(path, `is one of more than ${maxRepositories}`);
    const here = { ...inside(path, safe), anyExitCode: true };
    const where = await runGit(['rev-parse', '--is-inside-work-tree', '--show-prefix'], here);
    // Its files may be elsewhere, and other repositories among them.
    if (where.exitCode !== 0 || where.stdout.trim() !== 'true')
      throw refuse(path, 'cannot be read, or has its files elsewhere');
    const listed = await runGit(['config', '--list', '--show-scope', '-z'], here);
    if (listed.exitCode !== 0) throw refuse(path, 'has a configuration that git does not accept');
    safe = addEntries(safe, overrideLocal(parseScopedConfig(listed.stdout)));
    left.push(...(await listLinked(inside(path, safe))));
  }
  return safe;
}
