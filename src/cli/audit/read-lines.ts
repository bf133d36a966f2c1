/** Cuts chunks of text into complete lines, and checks that each is an audit entry with a higher id than the one before. */
import { ActionError } from '../../base/errors.ts';
import { isRecord } from '../../base/text.ts';

export interface ExportedLines {
  /** Complete lines, each with its line end. */
  readonly text: string;
  readonly entries: number;
  /** Id of the last entry: the export continues after it. */
  readonly lastId: number;
}

/** Maximum length of a line, in characters. */
export const maxLineLength = 4 * 1024 * 1024;

function malformed(message: string): ActionError {
  return new ActionError('REMOTE_MALFORMED', message, {
    hint: 'Check that --url is the address of a self-hosted Atmos Pro server.',
  });
}

/** The id of an entry; `undefined` if the line is not an entry. */
export function readEntryId(line: string): number | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    const id = isRecord(entry) ? entry['id'] : undefined;
    return typeof id === 'number' && Number.isSafeInteger(id) ? id : undefined;
  } catch {
    return undefined;
  }
}

/** @param afterId every id must be higher. Throws REMOTE_MALFORMED. */
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
        throw malformed(`A line of the audit export is longer than ${maxLineLength} characters.`);
      continue;
    }
    const text = `${rest}${piece.slice(0, end + 1)}`;
    rest = piece.slice(end + 1);
    const lines = text.slice(0, -1).split('\n');
    for (const line of lines) {
      const id = readEntryId(line);
      if (id === undefined) throw malformed('A line of the audit export is not an audit entry.');
      if (id <= lastId)
        throw malformed(`The audit export is out of order: entry ${id} follows entry ${lastId}.`);
      lastId = id;
    }
    yield { text, entries: lines.length, lastId };
  }
  if (rest !== '') throw malformed('The audit export ends within a line.');
}
