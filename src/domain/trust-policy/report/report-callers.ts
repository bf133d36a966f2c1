/** The file of callers as a file of the report: what is wrong with it, and who did not get what it must get. */

import { type CallerResult, judgeCallers } from '../callers/judge-callers.ts';
import { readCallers } from '../callers/read-callers.ts';
import { createFileFinding, type FileReport } from './report.ts';

export interface CallersReport {
  readonly file: FileReport;
  /** Absent when the file cannot be used. */
  readonly results?: readonly CallerResult[] | undefined;
}

/** `text` is the file's; `policies` are the reports of all policies. */
export function reportCallers(path: string, text: string, policies: readonly FileReport[]): CallersReport {
  const read = readCallers(text);
  if (read.status === 'refused') {
    const findings = read.problems.map(({ range, message }) =>
      createFileFinding('callers-invalid', range, message),
    );
    return { file: { path, text, findings } };
  }
  const byPath = new Map(
    policies.flatMap((file) => (file.policy ? [[file.path, file.policy] as const] : [])),
  );
  const results = judgeCallers(read.callers, byPath);
  const findings = results.flatMap(({ name, message }, index) => {
    const range = read.callers[index]?.range;
    if (message === undefined || range === undefined) return [];
    return [createFileFinding('caller-outcome', range, `The caller ${JSON.stringify(name)}: ${message}`)];
  });
  return { file: { path, text, findings }, results };
}
