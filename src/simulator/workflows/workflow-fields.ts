/** Fields that workflows and their jobs have in common. */
import { isRecord } from '../../base/text.ts';

export interface ConcurrencySpec {
  readonly group: string;
  /** `true`, `false` or an expression. */
  readonly cancelInProgress: unknown;
}

/** The message names the fault, as GitHub's annotation of the file does. */
export class WorkflowFileError extends Error {}

export function readText(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

/** One item or several; none for a field that is absent. */
export function readList(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

/** A group's name alone, or with `cancel-in-progress`. */
export function readConcurrency(value: unknown): ConcurrencySpec | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) return { group: String(value), cancelInProgress: false };
  if (value['group'] === undefined) throw new WorkflowFileError('Required property is missing: group');
  return { group: String(value['group']), cancelInProgress: value['cancel-in-progress'] ?? false };
}
