/** Reads `git diff --cached --raw --no-abbrev --no-renames -z`: what is staged, without names that git has quoted. */
import { ActionError } from '../../base/errors.ts';

const statuses = ['A', 'M', 'D', 'T', 'U'] as const;

export interface StagedChange {
  /** `T`: the type changed, such as from a file to a link. `U`: a merge has left it undecided. */
  readonly status: (typeof statuses)[number];
  readonly path: string;
  /** Six octal digits; zeros where there is no file. */
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldId: string;
  readonly newId: string;
}

const header =
  /^:([0-7]{6}) ([0-7]{6}) ([0-9a-f]{40}(?:[0-9a-f]{24})?) ([0-9a-f]{40}(?:[0-9a-f]{24})?) ([AMDTU])$/;

/** Throws INTERNAL for anything else, such as what a later git may print. */
export function parseStaged(output: string): StagedChange[] {
  const fields = output.split('\0');
  if (fields.pop() !== '') throw unreadable();
  const changes: StagedChange[] = [];
  for (let at = 0; at < fields.length; at += 2) {
    const match = header.exec(fields[at] ?? '');
    const path = fields[at + 1];
    const [, oldMode = '', newMode = '', oldId = '', newId = '', letter] = match ?? [];
    const status = statuses.find((known) => known === letter);
    if (status === undefined || path === undefined) throw unreadable();
    changes.push({ status, path, oldMode, newMode, oldId, newId });
  }
  return changes;
}

function unreadable(): ActionError {
  return new ActionError('INTERNAL', 'What git says about staged changes could not be read.');
}
