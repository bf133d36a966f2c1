/** A bare repository on disk, as GitHub holds one: commits, branches, and reading what lies at a path. */
import { GIT_COMMIT_DATE } from './environment.ts';
import type { GitObject, ObjectStore } from './object-store.ts';
import { tryGit } from './process.ts';
import { createGitStorage, type GitRef } from './storage.ts';
import { type GitFile, type GitTreeEntry, parseTree, writeTree } from './tree.ts';

interface CommitOptions {
  /** The default branch unless given; made from the default branch's commit when it does not exist yet. */
  readonly branch?: string;
  readonly message?: string;
  /** `name <email>`. */
  readonly author?: string;
  /** Milliseconds since the Unix epoch. */
  readonly date?: number;
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

/** An empty repository, or the one that is at `path` already. Starts no process. */
export function createGitRepository(
  path: string,
  options: { readonly defaultBranch: string },
): GitRepository {
  const storage = createGitStorage(path, options.defaultBranch);
  const { defaultBranch, readRef } = storage;

  async function resolveRef(revision: string): Promise<string | undefined> {
    if (oidPattern.test(revision)) return revision;
    if (revision === 'HEAD') return readRef(`refs/heads/${defaultBranch()}`);
    const oid = readRef(revision) ?? readRef(`refs/heads/${revision}`) ?? readRef(`refs/tags/${revision}`);
    if (oid !== undefined) return oid;
    const run = await tryGit(storage.directory(), [
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      revision,
    ]);
    return run.exitCode === 0 ? run.stdout.toString('utf8').trim().split('\n').at(-1) : undefined;
  }

  async function rootTree(revision: string): Promise<GitObject | undefined> {
    const oid = await resolveRef(revision);
    const object = oid === undefined ? undefined : await storage.read(oid);
    if (object?.type !== 'commit') return object?.type === 'tree' ? object : undefined;
    return storage.read(object.content.toString('latin1', 'tree '.length, 'tree '.length + 40));
  }

  async function readPath(revision: string, at: string): Promise<GitPathEntry | undefined> {
    const root = await rootTree(revision);
    if (root === undefined) return undefined;
    let entry: GitPathEntry = {
      type: 'tree',
      mode: '040000',
      oid: root.oid,
      entries: parseTree(root.content),
    };
    for (const part of at.split('/').filter(Boolean)) {
      const next: GitTreeEntry | undefined =
        entry.type === 'tree' ? entry.entries.find(({ name }) => name === part) : undefined;
      if (next === undefined) return undefined;
      const { mode, oid, type }: GitTreeEntry = next;
      const object: GitObject | undefined = type === 'commit' ? undefined : await storage.read(oid);
      if (object === undefined) entry = { type: 'commit', mode, oid };
      else if (type === 'tree') entry = { type, mode, oid, entries: parseTree(object.content) };
      else entry = { type: 'blob', mode, oid, content: object.content };
    }
    return entry;
  }

  async function readObject(expression: string): Promise<GitObject | undefined> {
    const colon = expression.indexOf(':');
    if (colon < 0) {
      const oid = await resolveRef(expression);
      return oid === undefined ? undefined : storage.read(oid);
    }
    const entry = await readPath(expression.slice(0, colon), expression.slice(colon + 1));
    return entry === undefined ? undefined : storage.read(entry.oid);
  }

  async function readTree(revision: string, at: string): Promise<GitTreeEntry[] | undefined> {
    const entry = await readPath(revision, at);
    return entry?.type === 'tree' ? entry.entries : undefined;
  }

  async function updateRef(ref: string, oid: string | undefined): Promise<void> {
    if (oid === undefined) await storage.deleteRef(ref);
    else storage.writeRef(ref, oid);
  }

  async function commitFiles(files: readonly GitFile[], commit: CommitOptions = {}): Promise<string> {
    const ref = `refs/heads/${commit.branch ?? defaultBranch()}`;
    const parent = readRef(ref) ?? readRef(`refs/heads/${defaultBranch()}`);
    const base = parent === undefined ? undefined : (await rootTree(parent))?.oid;
    const tree = await writeTree(storage, base, files);
    const seconds = Math.floor((commit.date ?? Date.parse(GIT_COMMIT_DATE)) / 1000);
    const signature = `${commit.author ?? defaultAuthor} ${seconds} +0000`;
    const heading = [`tree ${tree}`, ...(parent === undefined ? [] : [`parent ${parent}`])];
    const lines = [...heading, `author ${signature}`, `committer ${signature}`, ''];
    const oid = storage.write('commit', `${lines.join('\n')}\n${commit.message ?? 'Update files'}\n`);
    storage.writeRef(ref, oid);
    return oid;
  }

  async function listBranches(): Promise<{ name: string; oid: string }[]> {
    const refs = await storage.listRefs('refs/heads/');
    return refs.map(({ ref, oid }) => ({ name: ref.slice('refs/heads/'.length), oid }));
  }

  return {
    get path() {
      return storage.directory();
    },
    defaultBranch,
    setDefaultBranch: storage.setDefaultBranch,
    commitFiles,
    listBranches,
    listRefs: storage.listRefs,
    objects: storage,
    updateRef,
    resolveRef,
    readObject,
    readPath,
    readTree,
  };
}
