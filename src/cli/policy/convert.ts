/** `atmos-pro policy convert`: prints the equivalent of an octo-sts policy. */
import { basename } from 'node:path';
import { ActionError } from '../../base/errors.ts';
import { escapeUnprintable } from '../../base/text.ts';
import { convertOctoStsPolicy } from '../../domain/trust-policy/convert/convert-octo-sts.ts';
import { isPolicyName, policyPath } from '../../domain/trust-policy/policy-path.ts';
import { readBoundedFile } from '../../runner/bounded-file.ts';
import { exitCodes } from '../exit-codes.ts';
import { type OutputFormat, printAs } from '../format-option.ts';

export interface ConvertPolicyOptions {
  readonly name?: string | undefined;
  readonly format: OutputFormat;
}

/** In bytes. A policy may have 32 KiB. */
const maxReadBytes = 65_536;

/** `.github/chainguard/release.sts.yaml` → `release`. */
function nameOf(file: string): string {
  const name = basename(file).replace(/(?:\.sts)?\.ya?ml$/, '');
  return isPolicyName(name) ? name : 'default';
}

/** Text: the policy goes to stdout, what has no equivalent to stderr. JSON has both. Sets the exit code to 1 if a person has to finish the rule. */
export async function convertPolicy(file: string, options: ConvertPolicyOptions): Promise<void> {
  const name = options.name ?? nameOf(file);
  const target = policyPath(name);
  const read = await readBoundedFile(file, maxReadBytes);
  if (read.kind !== 'content') {
    const problem = read.kind === 'absent' ? 'does not exist' : read.problem;
    throw new ActionError('INPUT_INVALID', `The file ${file} ${problem}.`);
  }
  const conversion = convertOctoStsPolicy(read.content, name);
  if (conversion.status === 'refused')
    throw new ActionError('INPUT_INVALID', `Cannot convert ${file}. ${conversion.reason}`, {
      hint: 'Name a file in .github/chainguard, such as .github/chainguard/release.sts.yaml.',
    });
  const { text: policy, remarks, complete } = conversion;
  if (!complete) process.exitCode = exitCodes.failed;
  if (options.format === 'json') {
    printAs('json', policy, { file: target, policy, remarks, complete });
    return;
  }
  process.stdout.write(policy);
  const lines = remarks.map((remark) => `${escapeUnprintable(remark)}\n`);
  process.stderr.write(
    [...lines, `Save it as ${target}, and check it with: atmos-pro policy lint\n`].join(''),
  );
}
