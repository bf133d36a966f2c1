/** Says which row of the permission table grants something to a run, or why each row for it does not. */
import { hasPermission, type PermissionSubject } from './decide.ts';
import type { PermissionId, PermissionRow } from './rows.ts';

export interface PermissionExplanation {
  readonly permission: PermissionId;
  readonly granted: boolean;
  /** Place of the row that grants, from 1 in the order of the file. */
  readonly row: number | undefined;
  /** One sentence: the row, or what is missing. */
  readonly why: string;
}

const fields = ['workflow', 'branch', 'environment'] as const;
/** Most rows that one sentence goes into. */
const maxNamedRows = 5;

function describeMiss(row: PermissionRow, place: number, subject: PermissionSubject): string {
  const misses = fields
    .filter((field) => {
      const others = Object.fromEntries(fields.map((name) => [name, name === field ? row[field] : '*']));
      return !hasPermission([{ ...row, ...others }], row.permission, subject);
    })
    .map((field) => `${field} ${JSON.stringify(subject[field])} is not ${JSON.stringify(row[field])}`);
  return `row ${place}: ${misses.join(' and ')}`;
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
