/** `atmos-pro policy convert`: prints the equivalent of an octo-sts policy. */
import { basename } from 'node:path';
import { ActionError } from '../../base/errors.ts';
import { escapeUnprintable } from '../../base/text.ts';
import { convertOctoStsPolicy } from '../../domain/trust-policy/convert/convert-octo-sts.ts';
import { isPolicyName, policyPath } from '../../domain/trust-policy/policy-path.ts';
import { readBoundedFile } from '../../runner/bounded-file.ts';
import { exitCodes } from '../exit-codes.ts';

export interface ConvertPolicyOptions {
  readonly name?: string | undefined;
}

/** In bytes. A policy may have 32 KiB. */
const maxReadBytes = 65_536;

/** `.github/chainguard/release.sts.yaml` → `release`. */
function nameOf(file: string): string {
  const name = basename(file).replace(/(?:\.sts)?\.ya?ml$/, '');
  return isPolicyName(name) ? name : 'default';
}

/** The policy goes to stdout, what has no equivalent to stderr. Sets the exit code to 1 if a person has to finish the rule. */
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
  process.stdout.write(conversion.text);
  const remarks = conversion.remarks.map((remark) => `${escapeUnprintable(remark)}\n`);
  process.stderr.write(
    [...remarks, `Save it as ${target}, and check it with: atmos-pro policy lint\n`].join(''),
  );
  if (!conversion.complete) process.exitCode = exitCodes.failed;
}
