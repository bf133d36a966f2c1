/** Summarizes the plan that a job has written as JSON, without holding the whole file in memory. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { ActionError, systemErrorCode } from '../base/errors.ts';
import { quotePath } from '../base/text.ts';
import type { PlanSummary } from '../domain/drift/plan-summary.ts';
import { PlanSummarizer } from '../domain/drift/summarize-plan.ts';

/** Largest plan, in bytes. Memory does not depend on it, time does. */
const maxPlanBytes = 1024 * 1024 * 1024;
const chunkBytes = 1024 * 1024;
const hint = 'Write the file with `terraform show -json <plan file>`.';

type Write = (chunk: Uint8Array) => void;

/** A byte order mark is dropped. PowerShell before 7 writes UTF-16, which becomes UTF-8. */
function withoutMark(first: Uint8Array, write: Write): Write {
  const mark = Buffer.from(first.subarray(0, 2)).toString('latin1');
  const encoding = mark === '\xff\xfe' ? 'utf-16le' : mark === '\xfe\xff' ? 'utf-16be' : undefined;
  if (encoding !== undefined) {
    const decoder = new TextDecoder(encoding);
    return (chunk) => write(Buffer.from(decoder.decode(chunk, { stream: true }), 'utf8'));
  }
  const hasMark = mark === '\xef\xbb' && first[2] === 0xbf;
  let skip = hasMark ? 3 : 0;
  return (chunk) => {
    write(chunk.subarray(skip));
    skip = 0;
  };
}

async function readChunks(file: FileHandle, write: Write): Promise<void> {
  const buffer = Buffer.alloc(chunkBytes);
  let writeText: Write | undefined;
  for (let position = 0; ; ) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    const chunk = buffer.subarray(0, bytesRead);
    writeText ??= withoutMark(chunk, write);
    writeText(chunk);
  }
}

async function openPlan(path: string): Promise<FileHandle> {
  // Without waiting for the writer of a pipe.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const found = await file.stat();
  const problem = !found.isFile()
    ? 'is not a regular file'
    : found.size > maxPlanBytes
      ? `is too large: ${found.size} bytes, the limit is ${maxPlanBytes}`
      : undefined;
  if (problem === undefined) return file;
  await file.close();
  throw new ActionError('INPUT_FILE_UNUSABLE', `The plan ${quotePath(path)} ${problem}.`, { hint });
}

/**
 * The summary of the plan at `path`. Throws INPUT_FILE_UNUSABLE for a file that cannot be read, and INPUT_PLAN_INVALID for one that is
 * not the JSON of a plan. No error has a part of the content.
 */
export async function summarizePlanFile(path: string): Promise<PlanSummary> {
  const summarizer = new PlanSummarizer();
  try {
    const file = await openPlan(path);
    try {
      await readChunks(file, (chunk) => summarizer.write(chunk));
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof ActionError) throw cause;
    const code = systemErrorCode(cause) ?? String(cause);
    const problem = code === 'ENOENT' ? 'does not exist' : `cannot be read: ${code}`;
    throw new ActionError('INPUT_FILE_UNUSABLE', `The plan ${quotePath(path)} ${problem}.`, { hint, cause });
  }
  const result = summarizer.finish();
  if (result.status === 'ok') return result.value;
  throw new ActionError('INPUT_PLAN_INVALID', `The file ${quotePath(path)} ${result.refusal.message}.`, {
    hint,
  });
}
