/** One policy file → its part of the report. */

import { type CodeownersFile, inspectTrustPolicy } from '../lint-policy.ts';
import { createFileFinding, type FileReport } from './report.ts';

/** What stands at the path of a policy. */
export type PolicyFileContent =
  | { readonly kind: 'content'; readonly content: Uint8Array }
  /** `problem` ends the sentence "The file …". */
  | { readonly kind: 'unusable'; readonly problem: string };

const start = { line: 1, column: 1 };

/** CODEOWNERS files are not checked if omitted. Never throws. */
export function reportPolicy(
  path: string,
  file: PolicyFileContent,
  { codeowners }: { readonly codeowners?: readonly CodeownersFile[] | undefined } = {},
): FileReport {
  if (file.kind === 'unusable') {
    const finding = createFileFinding('file-unusable', { start, end: start }, `The file ${file.problem}.`);
    return { path, findings: [finding] };
  }
  const { content } = file;
  const inspected = inspectTrustPolicy({ content, file: path, codeowners });
  return { path, text: new TextDecoder('utf-8').decode(content), ...inspected };
}
