/** The objects of one bare repository: written loose, without a process; what a push has packed is read by git itself. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import { ActionError } from '../../base/errors.ts';
import { callGit } from './process.ts';

const objectTypes = ['blob', 'tree', 'commit', 'tag'] as const;
export type GitObjectType = (typeof objectTypes)[number];

export interface GitObject {
  readonly oid: string;
  readonly type: GitObjectType;
  readonly content: Buffer;
}

export interface ObjectStore {
  /** Stores an object, its id back. */
  write(type: GitObjectType, content: string | Uint8Array): string;
  /** The object with this id, `undefined` when the repository has none. */
  read(oid: string): Promise<GitObject | undefined>;
  /** The same without a process; `undefined` also where only git itself can read it, from a pack. */
  peek(oid: string): GitObject | undefined;
}

/** What is kept of the objects on the disk, which never change: so many of at most so many bytes each. */
const maxKept = 2_000;
const maxKeptBytes = 32 * 1024;

const header = /^([0-9a-f]{40} )?(blob|tree|commit|tag) (\d+)$/;

/** Splits `<type> <size><end><content>`, which both forms share but for the character that ends the header. */
function readObjectBytes(oid: string, bytes: Buffer, headerEnd: string): GitObject | undefined {
  const end = bytes.indexOf(headerEnd);
  const match = header.exec(bytes.toString('latin1', 0, Math.max(end, 0)));
  if (match === null) return undefined;
  const content = bytes.subarray(end + 1, end + 1 + Number(match[3]));
  const type = objectTypes.find((one) => one === match[2]);
  return type && { oid, type, content };
}

function serialise(type: GitObjectType, content: string | Uint8Array): Buffer {
  const body = Buffer.from(content);
  return Buffer.concat([Buffer.from(`${type} ${body.length}\0`), body]);
}

function hash(bytes: Buffer): string {
  return createHash('sha1').update(bytes).digest('hex');
}

/** The id that git gives an object. */
export function hashObject(type: GitObjectType, content: string | Uint8Array): string {
  return hash(serialise(type, content));
}

export function createObjectStore(directory: string): ObjectStore {
  const locate = (oid: string): string => join(directory, 'objects', oid.slice(0, 2), oid.slice(2));
  const kept = new Map<string, GitObject>();

  function keep(object: GitObject): GitObject {
    if (kept.size >= maxKept) kept.clear();
    if (object.content.length <= maxKeptBytes) kept.set(object.oid, object);
    return object;
  }

  function write(type: GitObjectType, content: string | Uint8Array): string {
    const bytes = serialise(type, content);
    const oid = hash(bytes);
    const file = locate(oid);
    if (!existsSync(file)) {
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, deflateSync(bytes, { level: 1 }), { mode: 0o444 });
    }
    return oid;
  }

  function peek(oid: string): GitObject | undefined {
    const known = kept.get(oid);
    if (known !== undefined) return known;
    const file = locate(oid);
    if (!existsSync(file)) return undefined;
    const object = readObjectBytes(oid, inflateSync(readFileSync(file)), '\0');
    if (object === undefined) throw new ActionError('INTERNAL', `${file} is not a git object.`);
    return keep(object);
  }

  async function read(oid: string): Promise<GitObject | undefined> {
    const loose = peek(oid);
    if (loose !== undefined) return loose;
    const packed = readObjectBytes(oid, await callGit(directory, ['cat-file', '--batch'], `${oid}\n`), '\n');
    return packed === undefined ? undefined : keep(packed);
  }

  return { write, read, peek };
}
