/** Reads a file that somebody else committed: a regular one, of bounded size, and never through a symbolic link. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

export type BoundedFile =
  | { readonly kind: 'content'; readonly content: Uint8Array }
  | { readonly kind: 'absent' }
  /** `problem` ends the sentence "The file …"; `size` in bytes when that is what is wrong. */
  | { readonly kind: 'unusable'; readonly problem: string; readonly size?: number };

const problems: Readonly<Record<string, string>> = {
  ELOOP: 'is a symbolic link, and must be a regular file',
  EISDIR: 'is a directory, and must be a regular file',
  EACCES: 'may not be read: its mode or owner forbids it',
  EPERM: 'may not be read: its mode or owner forbids it',
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

/** At most `maxBytes` are taken; a pipe or a device is not waited for. Never rejects for what stands at the path. */
export async function readBoundedFile(path: string, maxBytes: number): Promise<BoundedFile> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = await file.stat();
    if (!stat.isFile()) {
      const problem = stat.isDirectory() ? problems['EISDIR'] : 'is no regular file';
      return { kind: 'unusable', problem: problem ?? '' };
    }
    const content = await readUpTo(file, maxBytes);
    if (content.length <= maxBytes) return { kind: 'content', content };
    const size = Math.max(stat.size, content.length);
    return { kind: 'unusable', size, problem: `has ${size} bytes, and ${maxBytes} is the limit` };
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' };
    return { kind: 'unusable', problem: problems[code] ?? `cannot be read: ${code || message}` };
  } finally {
    await file?.close();
  }
}
