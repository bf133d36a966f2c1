/**
 * Refs and objects of one repository: in memory until git itself has to see them, so that a world of a thousand
 * repositories costs no thousand folders; from then on in a bare repository on disk.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { createObjectStore, type GitObject, hashObject, type ObjectStore } from './object-store.ts';

export interface GitStorage extends ObjectStore {
  /** The bare repository's folder; the first call writes it. */
  directory(): string;
  defaultBranch(): string;
  setDefaultBranch(name: string): void;
  /** The commit of a full ref name (`refs/heads/x`). */
  readRef(ref: string): string | undefined;
  writeRef(ref: string, oid: string): void;
  deleteRef(ref: string): void;
  /** Full names with their commits, those that start with `prefix`, sorted by name. */
  listRefs(prefix: string): Promise<GitRef[]>;
}

export interface GitRef {
  readonly ref: string;
  readonly oid: string;
}

const oidPattern = /^[0-9a-f]{40}$/;

/** Names that are safe as a path below the repository. */
function isPlainRef(ref: string): boolean {
  return /^refs\/[\w.@+/-]+$/.test(ref) && !ref.includes('..');
}

/** `fsync = none`: the files are temporary, and waiting for a disk would be most of the time. */
const config = `[core]
	repositoryformatversion = 0
	filemode = true
	bare = true
	fsync = none
[http]
	receivepack = true
[uploadpack]
	allowFilter = true
	allowReachableSHA1InWant = true
	allowTipSHA1InWant = true
[gc]
	auto = 0
[receive]
	fsckObjects = true
	autogc = false
`;

/** Neither the simulator nor its pushes pack refs, so each one is a file. A git process that changes one locks it by a file beside it. */
function listOnDisk(path: string): GitRef[] {
  const files = readdirSync(join(path, 'refs'), { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile() && !file.name.endsWith('.lock'))
    .map((file) => ({
      ref: relative(path, join(file.parentPath, file.name)),
      oid: readFileSync(join(file.parentPath, file.name), 'utf8').trim(),
    }))
    .filter(({ oid }) => oidPattern.test(oid));
}

/** Folders that have become empty go too: a branch may have such a name. */
function removeRefFile(path: string, ref: string): void {
  rmSync(join(path, ref), { force: true });
  for (let folder = dirname(ref); folder.split('/').length > 2; folder = dirname(folder)) {
    if (readdirSync(join(path, folder)).length > 0) return;
    rmdirSync(join(path, folder));
  }
}

/** In one step: a git process that serves a fetch reads the file meanwhile. The draft is where git does not search for refs. */
function replaceFile(path: string, name: string, text: string): void {
  const draft = join(path, 'atmos-pro-draft');
  writeFileSync(draft, text);
  renameSync(draft, join(path, name));
}

function writeHeadFile(path: string, branch: string): void {
  replaceFile(path, 'HEAD', `ref: refs/heads/${branch}\n`);
}

function writeRefFile(path: string, ref: string, oid: string): void {
  mkdirSync(join(path, ref, '..'), { recursive: true });
  replaceFile(path, ref, `${oid}\n`);
}

function readRefFile(path: string, ref: string): string | undefined {
  const file = join(path, ref);
  const isFile = isPlainRef(ref) && statSync(file, { throwIfNoEntry: false })?.isFile();
  const oid = isFile ? readFileSync(file, 'utf8').trim() : '';
  return oidPattern.test(oid) ? oid : undefined;
}

function createFolders(path: string): void {
  for (const folder of ['objects', 'refs/heads', 'refs/tags']) {
    mkdirSync(join(path, folder), { recursive: true });
  }
  writeFileSync(join(path, 'config'), config);
}

/** Opens what is at `path`, if anything. */
export function createGitStorage(path: string, defaultBranch: string): GitStorage {
  const disk = createObjectStore(path);
  const refs = new Map<string, string>();
  const objects = new Map<string, GitObject>();
  let head = defaultBranch;
  let isOnDisk = existsSync(join(path, 'HEAD'));

  function directory(): string {
    if (isOnDisk) return path;
    createFolders(path);
    for (const { type, content } of objects.values()) disk.write(type, content);
    for (const [ref, oid] of refs) writeRefFile(path, ref, oid);
    writeHeadFile(path, head);
    isOnDisk = true;
    objects.clear();
    refs.clear();
    return path;
  }

  return {
    directory,
    defaultBranch: () =>
      isOnDisk ? readFileSync(join(path, 'HEAD'), 'utf8').trim().replace('ref: refs/heads/', '') : head,
    setDefaultBranch(name) {
      if (isOnDisk) writeHeadFile(path, name);
      else head = name;
    },
    readRef: (ref) => (isOnDisk ? readRefFile(path, ref) : refs.get(ref)),
    writeRef(ref, oid) {
      if (isOnDisk) writeRefFile(path, ref, oid);
      else refs.set(ref, oid);
    },
    deleteRef(ref) {
      if (isOnDisk) removeRefFile(path, ref);
      else refs.delete(ref);
    },
    async listRefs(prefix) {
      const all = isOnDisk ? listOnDisk(path) : [...refs].map(([ref, oid]) => ({ ref, oid }));
      return all
        .filter(({ ref }) => ref.startsWith(prefix))
        .sort((left, right) => Buffer.compare(Buffer.from(left.ref), Buffer.from(right.ref)));
    },
    write(type, content) {
      if (isOnDisk) return disk.write(type, content);
      const object = { oid: hashObject(type, content), type, content: Buffer.from(content) };
      objects.set(object.oid, object);
      return object.oid;
    },
    read: async (oid) => (isOnDisk ? disk.read(oid) : objects.get(oid)),
    peek: (oid) => (isOnDisk ? disk.peek(oid) : objects.get(oid)),
  };
}
