/** The commits of a checkout. Commits that a shallow checkout lacks are fetched from `origin`, within limits. */
import { gitOptions } from './git-environment.ts';
import { runGit } from './run-git.ts';

/** By how many commits a shallow checkout is deepened, step by step: about 10,000 in all. */
const deepenSteps = [100, 400, 1_600, 8_000] as const;

export interface History {
  /** Full SHA of a commit; `undefined` if the checkout does not have it. */
  find(revision: string): Promise<string | undefined>;
  /** The same, fetched if needed. `sha` is a full SHA. */
  ensure(sha: string): Promise<string | undefined>;
  /** Tip of a branch of the remote, fetched if needed. */
  branchTip(branch: string): Promise<string | undefined>;
  /** Tip of the remote's default branch. */
  defaultTip(): Promise<string | undefined>;
  /** Parents that the commit names, even those that a shallow checkout lacks. */
  parents(sha: string): Promise<readonly string[]>;
  /** Best common ancestor, after deepening if needed; `undefined` if there is none within the limits. */
  mergeBase(one: string, other: string): Promise<string | undefined>;
  isAncestor(ancestor: string, descendant: string): Promise<boolean>;
  /** Author, date and message of the commits of `range`, newest first; merges are left out, or their second parents are. */
  authorships(range: string, options: AuthorshipOptions): Promise<readonly Authorship[]>;
}

interface AuthorshipOptions {
  readonly limit: number;
  readonly merges: 'left-out' | 'first-parent';
}

interface Authorship {
  readonly sha: string;
  /** Equal for a commit and its copy on another base. */
  readonly mark: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Output {
  readonly ok: boolean;
  /** Without surrounding white space. */
  readonly text: string;
  readonly raw: string;
}

/** git in one checkout. */
interface Checkout {
  run(...args: readonly string[]): Promise<Output>;
  /** Whether the fetch succeeded. */
  fetch(...args: readonly string[]): Promise<boolean>;
  isShallow(): Promise<boolean>;
}

function openCheckout(directory: string, environment: Environment): Checkout {
  let options: ReturnType<typeof gitOptions> | undefined;
  const run = async (...args: readonly string[]): Promise<Output> => {
    options ??= gitOptions(directory, environment);
    const { exitCode, stdout } = await runGit(args, { ...(await options), anyExitCode: true });
    return { ok: exitCode === 0, text: stdout.trim(), raw: stdout };
  };
  return {
    run,
    fetch: async (...args) =>
      (await run('fetch', '--quiet', '--no-tags', '--no-recurse-submodules', ...args)).ok,
    isShallow: async () => (await run('rev-parse', '--is-shallow-repository')).text === 'true',
  };
}

async function findCommit({ run }: Checkout, revision: string): Promise<string | undefined> {
  const { ok, text } = await run(
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  );
  return ok && text !== '' ? text : undefined;
}

/** `revision`, or after a fetch of `ref`, `fetched`. */
async function findOrFetch(
  checkout: Checkout,
  revision: string,
  { ref, fetched }: { readonly ref: string; readonly fetched: string },
): Promise<string | undefined> {
  const here = await findCommit(checkout, revision);
  if (here !== undefined) return here;
  // A full checkout must not become a shallow one.
  const depth = (await checkout.isShallow()) ? ['--depth=1'] : [];
  return (await checkout.fetch(...depth, 'origin', ref)) ? findCommit(checkout, fetched) : undefined;
}

async function parentsOf({ run }: Checkout, sha: string): Promise<readonly string[]> {
  const { raw } = await run('cat-file', 'commit', sha);
  const [header = ''] = raw.split('\n\n', 1);
  return [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, parent]) => parent ?? '');
}

async function findMergeBase(checkout: Checkout, one: string, other: string): Promise<string | undefined> {
  for (const step of [0, ...deepenSteps]) {
    if (step > 0) {
      if (!(await checkout.isShallow())) return undefined;
      // Both ends are named: only what is reached from them is deepened.
      if (!(await checkout.fetch(`--deepen=${step}`, 'origin', one, other))) return undefined;
    }
    const { ok, text } = await checkout.run('merge-base', one, other);
    if (ok && text !== '') return text;
  }
  return undefined;
}

async function readAuthorships(
  { run }: Checkout,
  range: string,
  { limit, merges }: AuthorshipOptions,
): Promise<readonly Authorship[]> {
  const format = '--format=%H%x00%an%x00%ae%x00%at%x00%B%x01';
  const how = merges === 'left-out' ? '--no-merges' : '--first-parent';
  const { raw } = await run('log', '--topo-order', how, `--max-count=${limit}`, format, range);
  return raw
    .split('\x01')
    .map((entry) => entry.replace(/^\n/, ''))
    .filter((entry) => entry !== '')
    .map((entry) => ({
      sha: entry.slice(0, entry.indexOf('\0')),
      mark: entry.slice(entry.indexOf('\0')),
    }));
}

export function openHistory(directory: string, environment: Environment): History {
  const checkout = openCheckout(directory, environment);
  return {
    find: (revision) => findCommit(checkout, revision),
    ensure: (sha) => findOrFetch(checkout, sha, { ref: sha, fetched: sha }),
    branchTip(branch) {
      const name = `refs/remotes/origin/${branch}`;
      return findOrFetch(checkout, name, { ref: `+refs/heads/${branch}:${name}`, fetched: name });
    },
    defaultTip: () =>
      findOrFetch(checkout, 'refs/remotes/origin/HEAD', { ref: 'HEAD', fetched: 'FETCH_HEAD' }),
    parents: (sha) => parentsOf(checkout, sha),
    mergeBase: (one, other) => findMergeBase(checkout, one, other),
    isAncestor: async (ancestor, descendant) =>
      (await checkout.run('merge-base', '--is-ancestor', ancestor, descendant)).ok,
    authorships: (range, options) => readAuthorships(checkout, range, options),
  };
}
