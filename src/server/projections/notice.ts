/** The line about a refused command, which the comment shows until the batch changes hands. */
import { isRecord } from '../../base/text.ts';
import type { ReportNote } from '../../domain/reports/report.ts';

export interface Notice {
  /** The batch that the command was about. */
  readonly batchId: string;
  readonly login: string;
}

/** Longest login that is repeated, in characters; GitHub's are shorter. */
const maxLoginLength = 100;

export function writeNotice({ batchId, login }: Notice): string {
  return JSON.stringify({ batchId, login: login.slice(0, maxLoginLength).toWellFormed() });
}

/** Nothing for another batch. */
export function readNotice(text: string | null, currentId: string): readonly ReportNote[] {
  if (text === null) return [];
  const value: unknown = JSON.parse(text);
  if (!isRecord(value) || value['batchId'] !== currentId || typeof value['login'] !== 'string') return [];
  return [{ type: 'tick_refused', login: value['login'] }];
}
