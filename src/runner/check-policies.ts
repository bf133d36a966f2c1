/** Lints the policies of a checkout, with CODEOWNERS and the sample callers. Needs no network and no token. */
import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ActionError } from '../base/errors.ts';
import type { CallerResult } from '../domain/trust-policy/callers/judge-callers.ts';
import type { CodeownersFile } from '../domain/trust-policy/lint-policy.ts';
import { policyDirectory } from '../domain/trust-policy/policy-path.ts';
import { createFileFinding, type FileReport } from '../domain/trust-policy/report/report.ts';
import type { PolicyFileContent } from '../domain/trust-policy/report/report-policy.ts';
import { readBoundedFile } from './bounded-file.ts';
import { confinePath } from './confined-path.ts';

/** The default files. The second pattern finds files that the server does not read. */
export const defaultPolicyPatterns = [`${policyDirectory}/*.yaml`, `${policyDirectory}/*.yml`] as const;

/** Where GitHub looks for CODEOWNERS, in its order. */
const codeownersPaths = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;
/** GitHub ignores a larger CODEOWNERS: 3 MiB. */
const maxCodeownersBytes = 3 * 1_048_576;
/** Largest policy that is read to its end, in bytes; above its own limit the linter reports it as too large. */
const maxReadBytes = 65_536;

export interface PolicyCheck {
  /** The checkout. */
  readonly root: string;
  /** Relative to `root`, with `/`. Not confined to it: the caller checks that. */
  readonly paths: readonly string[];
  /** Whether CODEOWNERS of `root` must protect the policies; `own-checkout`: that of the git checkout that each is in, if any. */
  readonly codeowners: boolean | 'own-checkout';
  /** Path of the file with sample callers. */
  readonly callers?: string | undefined;
}

export interface PolicyCheckResult {
  /** The policies, then the file of callers. */
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

/** The nearest directory above `path` that has `.git`: a checkout, or a worktree of one. */
async function findCheckout(path: string): Promise<string | undefined> {
  for (let directory = dirname(path); ; directory = dirname(directory)) {
    const found = await stat(join(directory, '.git')).then(
      () => true,
      () => false,
    );
    if (found) return directory;
    if (directory === dirname(directory)) return undefined;
  }
}

type Owners = readonly CodeownersFile[] | undefined;

/** Reads each CODEOWNERS once. */
function createOwnersReader({ root, codeowners }: PolicyCheck): (path: string) => Promise<Owners> {
  const read = new Map<string, Promise<Owners>>();
  const ownersOf = (checkout: string) => {
    const known = read.get(checkout) ?? readCodeowners(checkout);
    read.set(checkout, known);
    return known;
  };
  return async (path) => {
    if (codeowners === false) return undefined;
    const checkout = codeowners === true ? root : await findCheckout(path);
    return checkout === undefined ? undefined : ownersOf(checkout);
  };
}

async function readPolicyFile(path: string): Promise<PolicyFileContent> {
  const file = await readBoundedFile(path, maxReadBytes);
  return file.kind === 'absent' ? { kind: 'unusable', problem: 'does not exist' } : file;
}

async function checkCallers(
  root: string,
  path: string,
  policies: readonly FileReport[],
): Promise<{ readonly file: FileReport; readonly results?: readonly CallerResult[] | undefined }> {
  const [{ reportCallers }, { maxCallersBytes }] = await Promise.all([
    import('../domain/trust-policy/report/report-callers.ts'),
    import('../domain/trust-policy/callers/read-callers.ts'),
  ]);
  const file = await readBoundedFile(confinePath(path, 'claims', { workspace: root }), maxCallersBytes);
  if (file.kind === 'absent')
    throw new ActionError(
      'INPUT_INVALID',
      `Input "claims" names a file that does not exist: ${JSON.stringify(path)}.`,
      {
        hint: 'Set `claims` to a path relative to the root of the checkout.',
      },
    );
  if (file.kind === 'content')
    return reportCallers(path, new TextDecoder('utf-8').decode(file.content), policies);
  const start = { line: 1, column: 1 };
  const finding = createFileFinding('file-unusable', { start, end: start }, `The file ${file.problem}.`);
  return { file: { path, findings: [finding] } };
}

/**
 * A symbolic link, a directory, a file that is too large or not text is a finding, not an error. `onFile` is called after each file.
 * Throws INPUT_INVALID if the file of callers does not exist.
 */
export async function checkPolicies(
  check: PolicyCheck,
  onFile: (file: FileReport) => void = () => {},
): Promise<PolicyCheckResult> {
  const { root, paths, callers } = check;
  const ownersOf = createOwnersReader(check);
  const { reportPolicy } = await import('../domain/trust-policy/report/report-policy.ts');
  const policies: FileReport[] = [];
  for (const path of paths) {
    const full = resolve(root, path);
    const report = reportPolicy(path, await readPolicyFile(full), { codeowners: await ownersOf(full) });
    policies.push(report);
    onFile(report);
  }
  if (callers === undefined) return { files: policies };
  const { file, results } = await checkCallers(root, callers, policies);
  onFile(file);
  return { files: [...policies, file], callers: results };
}
