/** A bare repository on disk, as GitHub holds one: commits, branches, and reading what lies at a path. */
import { gitCommitDate } from './environment.ts';
import type { GitObject, ObjectStore } from './object-store.ts';
import { tryGit } from './process.ts';
import { createGitStorage, type GitRef, type GitStorage } from './storage.ts';
import { type GitFile, type GitTreeEntry, readTreeObject, writeTree } from './tree.ts';

interface CommitOptions {
  /** The default branch unless given; made from the default branch's commit when it does not exist yet. */
  readonly branch?: string | undefined;
  readonly message?: string | undefined;
  /** `name <email>`. */
  readonly author?: string | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly date?: number | undefined;
}

/** What lies at a path: a file or symlink with its content, a directory with its entries, or a submodule. */
export type GitPathEntry =
  | { readonly type: 'blob'; readonly mode: string; readonly oid: string; readonly content: Buffer }
  | { readonly type: 'tree'; readonly mode: string; readonly oid: string; readonly entries: GitTreeEntry[] }
  | { readonly type: 'commit'; readonly mode: string; readonly oid: string };

export interface GitRepository {
  /** The bare repository's folder; it is written when it is asked for first. */
  readonly path: string;
  defaultBranch(): string;
  setDefaultBranch(name: string): void;
  /** One commit with these changes; its id. */
  commitFiles(files: readonly GitFile[], options?: CommitOptions): Promise<string>;
  /** Sorted by name. */
  listBranches(): Promise<{ readonly name: string; readonly oid: string }[]>;
  /** Full names, those that start with `prefix`, sorted by name. */
  listRefs(prefix: string): Promise<GitRef[]>;
  /** Reads and writes single objects. */
  readonly objects: ObjectStore;
  /** The commit of a full ref name (`refs/heads/x`). */
  readRef(ref: string): string | undefined;
  /** Points a full ref name (`refs/heads/x`) at a commit, or removes it (`undefined`). */
  updateRef(ref: string, oid: string | undefined): Promise<void>;
  /** The id for `HEAD`, a branch, a full ref, an id or any other revision of git; `undefined` when unknown. */
  resolveRef(revision: string): Promise<string | undefined>;
  /** The object for an expression: a revision, or `HEAD:path/to/file`. */
  readObject(expression: string): Promise<GitObject | undefined>;
  /** What lies at `path` (`''` is the root) in the commit that `revision` names. Follows no symlink. */
  readPath(revision: string, path: string): Promise<GitPathEntry | undefined>;
  /** The entries of a directory; `undefined` when there is none at `path`. */
  readTree(revision: string, path: string): Promise<GitTreeEntry[] | undefined>;
}

const oidPattern = /^[0-9a-f]{40}$/;
const defaultAuthor = 'simulator <simulator@users.noreply.github.com>';

/** Of a name without git's operators; `undefined`: git may know what it means. */
function findNamed({ readRef, defaultBranch }: GitStorage, revision: string): string | undefined {
  if (oidPattern.test(revision)) return revision;
  if (revision === 'HEAD') return readRef(`refs/heads/${defaultBranch()}`);
  return (
    readRef(revision) ??
    readRef(`refs/${revision}`) ??
    readRef(`refs/tags/${revision}`) ??
    readRef(`refs/heads/${revision}`)
  );
}

async function findRevision(storage: GitStorage, revision: string): Promise<string | undefined> {
  const named = findNamed(storage, revision);
  if (named !== undefined) return named;
  const peeled = findNamed(storage, /^(.+)\^\{commit\}$/.exec(revision)?.[1] ?? '');
  if (peeled !== undefined && storage.peek(peeled)?.type === 'commit') return peeled;
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', revision];
  const run = await tryGit(storage.directory(), args);
  return run.exitCode === 0 ? run.stdout.toString('utf8').trim().split('\n').at(-1) : undefined;
}

/** The tree of a commit, or the tree itself. */
async function readRoot(storage: GitStorage, revision: string): Promise<GitObject | undefined> {
  const oid = await findRevision(storage, revision);
  const object = oid === undefined ? undefined : await storage.read(oid);
  if (object?.type !== 'commit') return object?.type === 'tree' ? object : undefined;
  return storage.read(object.content.toString('latin1', 'tree '.length, 'tree '.length + 40));
}

async function readEntry(storage: GitStorage, { mode, oid, type }: GitTreeEntry): Promise<GitPathEntry> {
  const object = type === 'commit' ? undefined : await storage.read(oid);
  if (object === undefined) return { type: 'commit', mode, oid };
  return type === 'tree'
    ? { type, mode, oid, entries: readTreeObject(object.content) }
    : { type: 'blob', mode, oid, content: object.content };
}

async function walkPath(
  storage: GitStorage,
  revision: string,
  path: string,
): Promise<GitPathEntry | undefined> {
  const root = await readRoot(storage, revision);
  if (root === undefined) return undefined;
  const entries = readTreeObject(root.content);
  let entry: GitPathEntry = { type: 'tree', mode: '040000', oid: root.oid, entries };
  for (const part of path.split('/').filter(Boolean)) {
    const next: GitTreeEntry | undefined =
      entry.type === 'tree' ? entry.entries.find(({ name }) => name === part) : undefined;
    if (next === undefined) return undefined;
    entry = await readEntry(storage, next);
  }
  return entry;
}

async function findObject(storage: GitStorage, expression: string): Promise<GitObject | undefined> {
  const colon = expression.indexOf(':');
  const oid =
    colon < 0
      ? await findRevision(storage, expression)
      : (await walkPath(storage, expression.slice(0, colon), expression.slice(colon + 1)))?.oid;
  return oid === undefined ? undefined : storage.read(oid);
}

async function writeFiles(
  storage: GitStorage,
  files: readonly GitFile[],
  commit: CommitOptions,
): Promise<string> {
  const { readRef } = storage;
  const defaultRef = `refs/heads/${storage.defaultBranch()}`;
  const ref = commit.branch === undefined ? defaultRef : `refs/heads/${commit.branch}`;
  const parent = readRef(ref) ?? readRef(defaultRef);
  const base = parent === undefined ? undefined : (await readRoot(storage, parent))?.oid;
  const tree = await writeTree(storage, base, files);
  const seconds = Math.floor((commit.date ?? Date.parse(gitCommitDate)) / 1000);
  const signature = `${commit.author ?? defaultAuthor} ${seconds} +0000`;
  const parents = parent === undefined ? [] : [`parent ${parent}`];
  const lines = [`tree ${tree}`, ...parents, `author ${signature}`, `committer ${signature}`, ''];
  const oid = storage.write('commit', `${lines.join('\n')}\n${commit.message ?? 'Update files'}\n`);
  storage.writeRef(ref, oid);
  return oid;
}

/** An empty repository, or the one that is at `path` already. Starts no process. */
export function createGitRepository(
  path: string,
  options: { readonly defaultBranch: string },
): GitRepository {
  const storage = createGitStorage(path, options.defaultBranch);
  return {
    get path() {
      return storage.directory();
    },
    defaultBranch: storage.defaultBranch,
    setDefaultBranch: storage.setDefaultBranch,
    commitFiles: (files, commit = {}) => writeFiles(storage, files, commit),
    async listBranches() {
      const refs = await storage.listRefs('refs/heads/');
      return refs.map(({ ref, oid }) => ({ name: ref.slice('refs/heads/'.length), oid }));
    },
    listRefs: storage.listRefs,
    readRef: storage.readRef,
    objects: storage,
    async updateRef(ref, oid) {
      if (oid === undefined) storage.deleteRef(ref);
      else storage.writeRef(ref, oid);
    },
    resolveRef: (revision) => findRevision(storage, revision),
    readObject: (expression) => findObject(storage, expression),
    readPath: (revision, at) => walkPath(storage, revision, at),
    async readTree(revision, at) {
      const entry = await walkPath(storage, revision, at);
      return entry?.type === 'tree' ? entry.entries : undefined;
    },
  };
}
