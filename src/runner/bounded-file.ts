/** Reads an untrusted file of a checkout: a regular file of bounded size, never through a symbolic link. */

import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { systemErrorCode } from '../base/errors.ts';

export type BoundedFile =
  | { readonly kind: 'content'; readonly content: Uint8Array }
  | { readonly kind: 'absent' }
  /** `problem` completes the sentence "The file …". `size`: in bytes, of a file that is too large. */
  | { readonly kind: 'unusable'; readonly problem: string; readonly size?: number | undefined };

const problems: Readonly<Record<string, string>> = {
  ELOOP: 'is a symbolic link; it must be a regular file',
  EISDIR: 'is a directory; it must be a regular file',
  EACCES: 'cannot be read: permission denied',
  EPERM: 'cannot be read: permission denied',
};

async function readUpTo(file: FileHandle, limit: number): Promise<Uint8Array> {
  const buffer = Buffer.alloc(limit + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}

/** Reads at most `maxBytes`. Does not wait for a pipe or a device. Never rejects because of what is at the path. */
export async function readBoundedFile(path: string, maxBytes: number): Promise<BoundedFile> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = await file.stat();
    if (!stat.isFile()) {
      const problem = stat.isDirectory() ? problems['EISDIR'] : 'is not a regular file';
      return { kind: 'unusable', problem: problem ?? '' };
    }
    const content = await readUpTo(file, maxBytes);
    if (content.length <= maxBytes) return { kind: 'content', content };
    const size = Math.max(stat.size, content.length);
    return { kind: 'unusable', size, problem: `is too large: ${size} bytes, the limit is ${maxBytes}` };
  } catch (error) {
    const code = systemErrorCode(error) ?? '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' };
    return { kind: 'unusable', problem: problems[code] ?? `cannot be read: ${code || String(error)}` };
  } finally {
    await file?.close();
  }
}
