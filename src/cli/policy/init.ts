/** `atmos-pro policy init`: writes a policy for one repository, and tells how to protect it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { ActionError } from '../../base/errors.ts';
import { isLaterClaim } from '../../domain/trust-policy/claims.ts';
import { renderPolicy } from '../../domain/trust-policy/draft/render-draft.ts';
import { checkDraft, type PolicyValues } from '../../domain/trust-policy/draft/values.ts';
import { policyDirectory, policyPath } from '../../domain/trust-policy/policy-path.ts';
import { describeRule } from '../../domain/trust-policy/report/describe-rule.ts';
import { readBoundedFile } from '../../runner/bounded-file.ts';
import { type OutputFormat, printAs } from '../format-option.ts';
import { askForPolicy } from './ask.ts';

/** In bytes; a larger package.json is not this product's. */
const maxManifestBytes = 65_536;

export interface InitPolicyOptions extends Partial<PolicyValues> {
  readonly name: string;
  readonly format: OutputFormat;
  /** The working directory when absent. */
  readonly directory?: string | undefined;
}

/** Asks on a terminal for missing values. For a program, a missing value is an error. */
async function completeValues(options: InitPolicyOptions): Promise<PolicyValues> {
  const isInterview = process.stdin.isTTY && process.stdout.isTTY && options.format === 'text';
  if (!isInterview || options.repository !== undefined) return askForPolicy(options, undefined);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // After Ctrl-C and Ctrl-D, a pending question never resolves.
  const closed = new Promise<never>((_, reject) => {
    terminal.once('close', () =>
      reject(
        new ActionError(
          'INPUT_MISSING',
          'Input ended before all questions were answered. No file was written.',
        ),
      ),
    );
  });
  closed.catch(() => undefined);
  try {
    return await askForPolicy(options, (question) =>
      Promise.race([terminal.question(question).catch(() => closed), closed]),
    );
  } finally {
    terminal.close();
  }
}

async function writeNew(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') {
      throw new ActionError('INPUT_FILE_UNUSABLE', `${path} already exists and was not changed.`, {
        hint: 'Choose another --name, or edit the file.',
      });
    }
    throw new ActionError('INPUT_FILE_UNUSABLE', `Cannot write ${path}.`, { cause });
  }
}

/** Throws INPUT_INVALID in a checkout of this product, where a policy would be for the product itself. */
async function refuseOwnClone(directory: string): Promise<void> {
  const manifest = await readBoundedFile(join(directory, 'package.json'), maxManifestBytes);
  if (manifest.kind !== 'content') return;
  const own = /^\s*"name": "atmos-pro-actions",$/m.test(new TextDecoder('utf-8').decode(manifest.content));
  if (!own) return;
  throw new ActionError(
    'INPUT_INVALID',
    'This directory is a checkout of Atmos Pro Actions, not of your repository.',
    {
      hint: 'Run the command in the checkout of the repository that jobs are to read, or set --directory to it.',
    },
  );
}

/** Throws INPUT_* for values that make no valid policy, and for a file that already exists. */
export async function initPolicy(options: InitPolicyOptions): Promise<void> {
  const path = policyPath(options.name);
  const directory = options.directory ?? '.';
  if (options.directory === undefined) await refuseOwnClone(directory);
  const values = await completeValues(options);
  const text = renderPolicy(options.name, values);
  const { rule, findings } = checkDraft(options.name, text);
  await writeNew(join(directory, path), text);
  const { who, what } = describeRule(rule);
  const isExtended = rule.matchers.some(({ claim }) => isLaterClaim(claim));
  const warnings = findings.map(({ message }) => message);
  const ownersLine = `/${policyDirectory}/ ${values.codeowner}`;
  const lines = [
    `Wrote ${path}. It allows ${who} to ${what}.`,
    ...warnings.map((message) => `Warning: ${message}`),
    ...(isExtended ? ['The policy is v1alpha2, which the hosted Atmos Pro does not read.'] : []),
    'It takes effect on the default branch. Anyone who can change it can allow any job, so protect it:',
    'add this as the last line of .github/CODEOWNERS, and require reviews from code owners.',
    '',
    ownersLine,
  ];
  printAs(options.format, lines.join('\n'), {
    file: path,
    version: isExtended ? 'v1alpha2' : 'v1alpha1',
    who,
    what,
    warnings,
    codeowners: ownersLine,
  });
}
