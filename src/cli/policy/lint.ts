/** `atmos-pro policy lint`: findings in trust policies, in the requested format. */
import { stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { ActionError } from '../../base/errors.ts';
import { planAnnotations } from '../../domain/trust-policy/report/annotations.ts';
import { renderText } from '../../domain/trust-policy/report/render-text.ts';
import { countFailing } from '../../domain/trust-policy/report/report.ts';
import { toReportDocument } from '../../domain/trust-policy/report/report-document.ts';
import { checkPolicies, defaultPolicyPatterns, type PolicyCheckResult } from '../../runner/check-policies.ts';
import { findFiles } from '../../runner/find-files.ts';
import { renderAnnotation } from '../../runner/workflow-command.ts';
import { exitCodes } from '../exit-codes.ts';
import { withProgress } from '../progress.ts';
import { hasColors } from '../terminal.ts';

export interface LintPoliciesOptions {
  readonly format: 'text' | 'json' | 'sarif' | 'github';
  readonly failOn: 'error' | 'warning' | 'never';
  readonly callers?: string | undefined;
  readonly codeowners: boolean;
}

async function kindOf(path: string): Promise<'file' | 'directory' | undefined> {
  try {
    return (await stat(path)).isDirectory() ? 'directory' : 'file';
  } catch {
    return undefined;
  }
}

/** A path as in reports: relative to the working directory, with `/`. */
function toReportPath(path: string): string {
  return relative(process.cwd(), resolve(path)).split(sep).join('/');
}

/** The files that an argument matches. */
async function expandArgument(argument: string): Promise<readonly string[]> {
  const kind = await kindOf(argument);
  if (kind === 'file') return [toReportPath(argument)];
  const found =
    kind === 'directory'
      ? (await findFiles(resolve(argument), ['*.yaml', '*.yml'])).map((path) =>
          toReportPath(join(argument, path)),
        )
      : await findFiles(process.cwd(), [argument]);
  if (found.length > 0) return found;
  throw new ActionError('INPUT_INVALID', `No policy found at ${JSON.stringify(argument)}.`);
}

async function findPolicies(files: readonly string[]): Promise<readonly string[]> {
  if (files.length > 0) return [...new Set((await Promise.all(files.map(expandArgument))).flat())];
  const found = await findFiles(process.cwd(), defaultPolicyPatterns);
  if (found.length > 0) return found;
  throw new ActionError('INPUT_INVALID', 'No policies found in .atmos/pro/sts.', {
    hint: 'Run the command in the root of the checkout, or name the files. To create a policy, run `atmos-pro policy init`.',
  });
}

async function renderReport(
  { files, callers }: PolicyCheckResult,
  format: LintPoliciesOptions['format'],
): Promise<string> {
  switch (format) {
    case 'text':
      return renderText(files, { color: hasColors(), rules: true });
    case 'json':
      return `${JSON.stringify(toReportDocument(files, { callers }), undefined, 2)}\n`;
    case 'sarif':
      return (await import('../../domain/trust-policy/report/sarif.ts')).renderSarif(files);
    case 'github':
      return planAnnotations(files).shown.map(renderAnnotation).join('');
  }
}

/** Sets the exit code to 1 if there is a finding of severity `failOn` or higher. Checks code owners only in a git checkout. */
export async function lintPolicies(files: readonly string[], options: LintPoliciesOptions): Promise<void> {
  const paths = await findPolicies(files);
  const codeowners = options.codeowners ? 'own-checkout' : false;
  const check = { root: process.cwd(), paths, codeowners, callers: options.callers } as const;
  const result = await withProgress('Checking policies', (progress) => {
    let checked = 0;
    return checkPolicies(check, () => {
      checked += 1;
      progress.say(`Checking policies, ${checked} of ${paths.length}`);
    });
  });
  process.stdout.write(await renderReport(result, options.format));
  if (countFailing(result.files, options.failOn) > 0) process.exitCode = exitCodes.failed;
}
