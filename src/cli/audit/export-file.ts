/** The file of an export: new, or one that is gone on with from its last whole line. */
import { type FileHandle, open } from 'node:fs/promises';
import { ActionError } from '../../base/errors.ts';
import { maxLineLength, readEntryId } from './read-lines.ts';

export interface ExportTarget {
  /** Id of the last entry that it has already. */
  readonly lastId: number | undefined;
  write(text: string): Promise<void>;
  /** Everything is on disk. */
  close(): Promise<void>;
}

/** What is exported says who may do what: for its owner alone. */
const mode = 0o600;
/** How every line begins. */
const lineStart = '{"id":';

function unusable(path: string, cause: unknown): ActionError {
  return new ActionError('INPUT_FILE_UNUSABLE', `The file ${path} cannot be written.`, { cause });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** Cuts off a line that has no end, and returns the id of the last that has one. */
async function findLastEntry(file: FileHandle, path: string): Promise<number | undefined> {
  const { size } = await file.stat();
  if (size === 0) return undefined;
  const length = Math.min(size, 2 * maxLineLength);
  const { buffer } = await file.read({ buffer: Buffer.alloc(length), position: size - length });
  const end = buffer.lastIndexOf(0x0a);
  const tail = buffer.subarray(end + 1).toString('utf8');
  const isOurs = tail.startsWith(lineStart.slice(0, tail.length));
  const lastLine =
    end === -1 ? '' : buffer.subarray(buffer.lastIndexOf(0x0a, end - 1) + 1, end).toString('utf8');
  const id = lastLine === '' ? undefined : readEntryId(lastLine);
  if (!isOurs || (end !== -1 && id === undefined) || (end === -1 && length < size)) {
    throw new ActionError('INPUT_INVALID', `The file ${path} is not an export of the audit.`, {
      hint: 'Name another with --output.',
    });
  }
  await file.truncate(size - (length - end - 1));
  return id;
}

async function openHandle(path: string, append: boolean): Promise<FileHandle> {
  try {
    return await open(path, append ? 'a+' : 'wx', mode);
  } catch (cause) {
    if (!isCode(cause, 'EEXIST')) throw unusable(path, cause);
    throw new ActionError('INPUT_INVALID', `The file ${path} is there already.`, {
      hint: '--append goes on after its last entry.',
    });
  }
}

/** Throws INPUT_INVALID for a file that may not be touched, INPUT_FILE_UNUSABLE. */
export async function openExportFile(path: string, append: boolean): Promise<ExportTarget> {
  const file = await openHandle(path, append);
  try {
    const lastId = append ? await findLastEntry(file, path) : undefined;
    return {
      lastId,
      write: (text) =>
        file.appendFile(text).catch((cause: unknown) => {
          throw unusable(path, cause);
        }),
      async close() {
        await file.datasync();
        await file.close();
      },
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}
