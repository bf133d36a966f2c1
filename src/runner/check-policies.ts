/** Reads the policies of a checkout and everything around them, and lints them. No network, no token. */
import { join, resolve } from 'node:path';
import { ActionError } from '../base/errors.ts';
import type { CallerResult } from '../domain/trust-policy/callers/judge-callers.ts';
import type { CodeownersFile } from '../domain/trust-policy/lint-policy.ts';
import { policyDirectory } from '../domain/trust-policy/policy-path.ts';
import { createFileFinding, type FileReport } from '../domain/trust-policy/report/report.ts';
import type { PolicyFileContent } from '../domain/trust-policy/report/report-policy.ts';
import { readBoundedFile } from './bounded-file.ts';
import { confinePath } from './confined-path.ts';

/** What is linted unless somebody names files. The second one finds files that the server would never read. */
export const defaultPolicyPatterns = [`${policyDirectory}/*.yaml`, `${policyDirectory}/*.yml`] as const;

/** The three places where GitHub looks, in its order. */
const codeownersPaths = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;
/** GitHub ignores a larger one; 3 MiB. */
const maxCodeownersBytes = 3 * 1_048_576;
/** Largest policy that is read, in bytes; the linter says that it is too large. Larger ones are not read to their end. */
const maxReadBytes = 65_536;

export interface PolicyCheck {
  /** The checkout. */
  readonly root: string;
  /** Paths relative to it, with `/`. They may lead out of it: the caller has seen to that. */
  readonly paths: readonly string[];
  /** Whether CODEOWNERS must protect the policies. */
  readonly codeowners: boolean;
  /** Path of the file of callers. */
  readonly callers?: string | undefined;
}

export interface PolicyCheckResult {
  /** The policies, and last the file of callers. */
  readonly files: readonly FileReport[];
  readonly callers?: readonly CallerResult[] | undefined;
}

async function readCodeowners(root: string): Promise<readonly CodeownersFile[]> {
  const files = await Promise.all(
    codeownersPaths.map(async (path): Promise<CodeownersFile[]> => {
      const file = await readBoundedFile(join(root, path), maxCodeownersBytes);
      return file.kind === 'content' ? [{ path, content: file.content }] : [];
    }),
  );
  return files.flat();
}

async function readPolicyFile(path: string): Promise<PolicyFileContent> {
  const file = await readBoundedFile(path, maxReadBytes);
  return file.kind === 'absent' ? { kind: 'unusable', problem: 'does not exist' } : file;
}

async function checkCallers(root: string, path: string, policies: readonly FileReport[]) {
  const [{ reportCallers }, { maxCallersBytes }] = await Promise.all([
    import('../domain/trust-policy/report/report-callers.ts'),
    import('../domain/trust-policy/callers/read-callers.ts'),
  ]);
  const file = await readBoundedFile(confinePath(path, 'claims', { workspace: root }), maxCallersBytes);
  if (file.kind === 'absent')
    throw new ActionError('INPUT_INVALID', `The file of callers ${JSON.stringify(path)} does not exist.`, {
      hint: 'Name it by its path from the root of the checkout.',
    });
  if (file.kind === 'content')
    return reportCallers(path, new TextDecoder('utf-8').decode(file.content), policies);
  const start = { line: 1, column: 1 };
  const finding = createFileFinding('file-unusable', { start, end: start }, `The file ${file.problem}.`);
  return { file: { path, findings: [finding] } };
}

/**
 * What stands at a path is reported, whatever it is: a symbolic link, a directory, something huge or not text is a finding.
 * `onFile` is called as each file is done. Throws INPUT_INVALID when the file of callers is not there.
 */
export async function checkPolicies(
  { root, paths, codeowners, callers }: PolicyCheck,
  onFile: (file: FileReport) => void = () => {},
): Promise<PolicyCheckResult> {
  const owners = codeowners && paths.length > 0 ? await readCodeowners(root) : undefined;
  const { reportPolicy } = await import('../domain/trust-policy/report/report-policy.ts');
  const policies: FileReport[] = [];
  for (const path of paths) {
    const report = reportPolicy(path, await readPolicyFile(resolve(root, path)), { codeowners: owners });
    policies.push(report);
    onFile(report);
  }
  if (callers === undefined) return { files: policies };
  const { file, ...more } = await checkCallers(root, callers, policies);
  onFile(file);
  return { files: [...policies, file], ...('results' in more ? { callers: more.results } : {}) };
}
