/** Says which row of the permission table grants something to a run, or why each row for it does not. */
import { hasPermission, type PermissionSubject } from './decide.ts';
import { type PermissionId, type PermissionRow, patternFields } from './rows.ts';
import { describeSuspectPattern } from './suspect-rows.ts';

export interface PermissionExplanation {
  readonly permission: PermissionId;
  readonly granted: boolean;
  /** Place of the row that grants, from 1 in the order of the file. */
  readonly row: number | undefined;
  /** One sentence: the row, or what is missing. */
  readonly why: string;
}

/** Most rows that one sentence goes into. */
const maxNamedRows = 5;

/** The fields of the row that do not match. */
function findMisses(row: PermissionRow, subject: PermissionSubject): (typeof patternFields)[number][] {
  return patternFields.filter((field) => {
    const others = Object.fromEntries(patternFields.map((name) => [name, name === field ? row[field] : '*']));
    return !hasPermission([{ ...row, ...others }], row.permission, subject);
  });
}

function describeMiss(row: PermissionRow, place: number, subject: PermissionSubject): string {
  const misses = findMisses(row, subject).map(
    (field) => `${field} ${JSON.stringify(subject[field])} is not ${JSON.stringify(row[field])}`,
  );
  return `row ${place}: ${misses.join(' and ')}`;
}

/**
 * The row for the permission with the fewest fields that do not match, and what they would have to be, in one or two sentences.
 * Nothing when the repository has no row for it.
 */
export function describeClosestRow(
  rows: readonly PermissionRow[],
  permission: PermissionId,
  subject: PermissionSubject,
): string | undefined {
  const [closest] = rows
    .flatMap((row, index) =>
      row.permission === permission ? [{ row, place: index + 1, misses: findMisses(row, subject) }] : [],
    )
    .sort((one, other) => one.misses.length - other.misses.length || one.place - other.place);
  if (closest === undefined) return undefined;
  const { row, place, misses } = closest;
  const advice = misses.flatMap((field) => describeSuspectPattern(row[field]) ?? []);
  return [`Closest is ${describeMiss(row, place, subject)}.`, ...advice].join(' ');
}

export function explainPermission(
  rows: readonly PermissionRow[],
  permission: PermissionId,
  subject: PermissionSubject,
): PermissionExplanation {
  const index = rows.findIndex((row) => hasPermission([row], permission, subject));
  if (index !== -1) return { permission, granted: true, row: index + 1, why: `Row ${index + 1} grants it.` };
  const places = rows.flatMap((row, place) =>
    row.permission === permission ? [{ row, place: place + 1 }] : [],
  );
  const misses = places.slice(0, maxNamedRows).map(({ row, place }) => describeMiss(row, place, subject));
  const more = places.length > maxNamedRows ? `; and ${places.length - maxNamedRows} more rows` : '';
  const why =
    misses.length === 0 ? 'The repository has no row for it.' : `No row fits: ${misses.join('; ')}${more}.`;
  return { permission, granted: false, row: undefined, why };
}
