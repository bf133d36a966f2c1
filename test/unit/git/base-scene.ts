/** A remote with a branch `main` and a pull request, and checkouts of it as actions/checkout makes them. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type JobEvent, planBase } from '../../../src/domain/stacks/plan-base.ts';
import { openHistory } from '../../../src/git/history.ts';
import { type ResolvedBase, resolveBase } from '../../../src/git/resolve-base.ts';
import { cleanGitEnvironment, realGit } from '../../support/real-git.ts';

type Payload = JobEvent['payload'];

/** A new one, or a copy of `template`. */
export function createRemote(template?: { readonly directory: string }) {
  const directory = mkdtempSync(join(tmpdir(), 'base-'));
  const work = join(directory, 'work');
  if (template === undefined) mkdirSync(work);
  else cpSync(join(template.directory, 'work'), work, { recursive: true });
  let time = Date.parse('2026-11-01T00:00:00Z') / 1_000;
  let checkouts = 0;

  function git(at: string, ...args: readonly string[]): string {
    const environment = { GIT_AUTHOR_DATE: `${time} +0000`, GIT_COMMITTER_DATE: `${time} +0000` };
    const { ok, stdout, stderr } = realGit(args, { directory: at, environment });
    if (!ok) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  }
  const here = (...args: readonly string[]) => git(work, ...args);
  if (template === undefined) here('init', '-q', '--template=', '-b', 'main');
  else time += 3_600;

  /** A commit on the branch that is checked out; gives its id. */
  function commit(file: string, message = file): string {
    time += 60;
    const path = join(work, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${time}\n`);
    here('add', '-A');
    here('commit', '-q', '-m', message);
    return here('rev-parse', 'HEAD');
  }

  return {
    directory,
    commit,
    git: here,
    /** `depth` as for actions/checkout: 0 is everything. `revision` is checked out, detached. */
    checkout(revision: string, { depth = 1 }: { readonly depth?: number } = {}): string {
      checkouts += 1;
      const at = join(directory, `checkout-${checkouts}`);
      mkdirSync(at);
      // By hand what `git init` and `git checkout` do: each would be a process of its own, some hundred times.
      for (const part of ['objects', 'refs']) mkdirSync(join(at, '.git', part), { recursive: true });
      writeFileSync(join(at, '.git/HEAD'), 'ref: refs/heads/main\n');
      const fetched = '+refs/heads/*:refs/remotes/origin/*';
      writeFileSync(
        join(at, '.git/config'),
        `[core]\nrepositoryformatversion = 0\n[remote "origin"]\nurl = file://${work}\nfetch = ${fetched}\n`,
      );
      const bounds = depth === 0 ? [fetched] : [];
      git(
        at,
        'fetch',
        '-q',
        '--no-tags',
        ...(depth === 0 ? [] : [`--depth=${depth}`]),
        'origin',
        ...bounds,
        revision,
      );
      writeFileSync(join(at, '.git/HEAD'), `${revision}\n`);
      return at;
    },
    /** From here on nothing can be fetched into the checkout, and the remote's branches are forgotten. */
    cutOff(at: string): void {
      git(at, 'remote', 'set-url', 'origin', 'file:///nowhere');
      for (const ref of git(at, 'for-each-ref', '--format=%(refname)', 'refs/remotes').split('\n'))
        if (ref !== '') git(at, 'update-ref', '-d', ref);
    },
    dispose: () => rmSync(directory, { recursive: true, force: true }),
  };
}

export type Remote = ReturnType<typeof createRemote>;

/** What is compared for an event in a checkout, and what was warned of. */
export async function resolveIn(
  checkout: string,
  name: string,
  payload: Payload,
  baseRef = '',
): Promise<ResolvedBase & { readonly warnings: readonly string[] }> {
  const warnings: string[] = [];
  const logger = {
    debug() {},
    info() {},
    error() {},
    warn: (message: string) => void warnings.push(message),
  };
  const history = openHistory(checkout, cleanGitEnvironment(checkout));
  const comparison = await resolveBase(planBase({ name, payload, baseRef }), { history, logger });
  return { ...comparison, warnings };
}
