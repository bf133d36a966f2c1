/** One policy file → its part of the report. */

import { compileTrustPolicy } from '../compile.ts';
import { type CodeownersFile, lintTrustPolicy } from '../lint-policy.ts';
import { createFileFinding, type FileReport } from './report.ts';

/** What stands at the path of a policy. */
export type PolicyFileContent =
  | { readonly kind: 'content'; readonly content: Uint8Array }
  /** `problem` ends the sentence "The file …". */
  | { readonly kind: 'unusable'; readonly problem: string };

const start = { line: 1, column: 1 };

/** Without the CODEOWNERS files those are not looked at. Never throws. */
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
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.ya?ml$/, '');
  const findings = lintTrustPolicy({ content, file: path, ...(codeowners ? { codeowners } : {}) });
  const text = new TextDecoder('utf-8').decode(content);
  return { path, text, findings, policy: compileTrustPolicy({ content, name }) };
}
