/** Pieces of text as they come → the whole lines in each, every one an audit entry and later than the one before. */

import { ActionError } from '../../base/errors.ts';
import { isRecord } from '../../base/text.ts';

export interface ExportedLines {
  /** Whole lines, each with its end. */
  readonly text: string;
  readonly entries: number;
  /** Id of the last of them: where to go on. */
  readonly lastId: number;
}

/** Longest line that is kept until it ends, in characters. */
export const maxLineLength = 4 * 1024 * 1024;

function malformed(message: string): ActionError {
  return new ActionError('REMOTE_MALFORMED', message, {
    hint: 'Check that --url is the address of an Atmos Pro server of this project.',
  });
}

/** The id of an entry; `undefined` for what is none. */
export function readEntryId(line: string): number | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    const id = isRecord(entry) ? entry['id'] : undefined;
    return typeof id === 'number' && Number.isSafeInteger(id) ? id : undefined;
  } catch {
    return undefined;
  }
}

/** @param afterId every entry must be later. Throws REMOTE_MALFORMED. */
export async function* readLines(
  pieces: AsyncIterable<string>,
  afterId: number,
): AsyncGenerator<ExportedLines> {
  let lastId = afterId;
  let rest = '';
  for await (const piece of pieces) {
    const end = piece.lastIndexOf('\n');
    if (end === -1) {
      rest += piece;
      if (rest.length > maxLineLength)
        throw malformed(`A line of the export is longer than ${maxLineLength} characters.`);
      continue;
    }
    const text = `${rest}${piece.slice(0, end + 1)}`;
    rest = piece.slice(end + 1);
    const lines = text.slice(0, -1).split('\n');
    for (const line of lines) {
      const id = readEntryId(line);
      if (id === undefined) throw malformed('A line of the export is no audit entry.');
      if (id <= lastId) throw malformed(`The export has entry ${id} after entry ${lastId}.`);
      lastId = id;
    }
    yield { text, entries: lines.length, lastId };
  }
  if (rest !== '') throw malformed('The export ends within a line.');
}
