/** Reads which box a person has ticked: an edit of the server's own comment that changes a box, and nothing else counts. */
import { type BoxAction, boxActions } from './callouts.ts';

/** Longest comment that is read, in characters: GitHub's limit in bytes. */
const maxCommentLength = 262_144;

export interface CommentEdit {
  /** First line of the comment. */
  readonly marker: string;
  /** The batch that the comment offers actions for. */
  readonly batchId: string;
  /** `changes.body.from` of the delivery. */
  readonly before: string;
  readonly after: string;
}

interface Box {
  readonly action: BoxAction;
  readonly batchId: string;
  readonly isTicked: boolean;
}

const line = /^(?:> )?- \[([ xX])\] [^<\n]{1,200}<!-- do ([a-z_]{1,20}) ([\w-]{1,64}) -->$/;

function readBoxes(body: string, marker: string): readonly Box[] {
  if (body.length > maxCommentLength) return [];
  const lines = body.replaceAll('\r\n', '\n').split('\n');
  if (lines[0] !== marker) return [];
  return lines.flatMap((text): Box[] => {
    const [, tick, name, batchId] = line.exec(text.trimEnd()) ?? [];
    const action = boxActions.find((known) => known === name);
    return action === undefined || batchId === undefined ? [] : [{ action, batchId, isTicked: tick !== ' ' }];
  });
}

/** Actions whose box was empty before the edit and is ticked after it, for the batch that is shown. */
export function readTicks({ marker, batchId, before, after }: CommentEdit): readonly BoxAction[] {
  const ofBatch = (body: string) => readBoxes(body, marker).filter((box) => box.batchId === batchId);
  const empty = new Set(ofBatch(before).flatMap(({ action, isTicked }) => (isTicked ? [] : [action])));
  const ticked = ofBatch(after).flatMap(({ action, isTicked }) =>
    isTicked && empty.has(action) ? [action] : [],
  );
  return [...new Set(ticked)];
}
