/** The file of an export: a new one, or an existing one that is continued after its last complete line. */
import { type FileHandle, open } from 'node:fs/promises';
import { ActionError } from '../../base/errors.ts';
import { maxLineLength, readEntryId } from './read-lines.ts';

export interface ExportTarget {
  /** Id of the last entry that the file already has. */
  readonly lastId: number | undefined;
  write(text: string): Promise<void>;
  /** Everything is on disk. */
  close(): Promise<void>;
}

/** The export tells who may do what: only the owner may read it. */
const mode = 0o600;
/** Every line starts with this. */
const lineStart = '{"id":';

function unusable(path: string, cause: unknown): ActionError {
  return new ActionError('INPUT_FILE_UNUSABLE', `The file ${path} cannot be written.`, { cause });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** Removes an incomplete last line and returns the id of the last complete one. */
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
    throw new ActionError('INPUT_INVALID', `The file ${path} is not an audit export.`, {
      hint: 'Choose another file with --output.',
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
    throw new ActionError('INPUT_INVALID', `The file ${path} already exists.`, {
      hint: 'To continue it after its last entry, use --append.',
    });
  }
}

/** Throws INPUT_INVALID for a file that exists or is not an export, INPUT_FILE_UNUSABLE. */
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
