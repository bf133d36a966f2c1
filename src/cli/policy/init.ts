/** `atmos-pro policy init`: writes a narrow policy, and says how to protect it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { ActionError } from '../../base/errors.ts';
import { compileTrustPolicy } from '../../domain/trust-policy/compile.ts';
import { policyDirectory, policyPath } from '../../domain/trust-policy/policy-path.ts';
import { describeRule } from '../../domain/trust-policy/report/describe-rule.ts';
import { askForPolicy, type PolicyWish } from './ask.ts';
import { renderPolicy } from './policy-template.ts';

export interface InitOptions extends Partial<PolicyWish> {
  readonly name: string;
  readonly directory: string;
}

/** Asks on a terminal; elsewhere what is missing is an error. */
async function complete(options: InitOptions): Promise<PolicyWish> {
  if (!process.stdin.isTTY || !process.stdout.isTTY || options.repository !== undefined)
    return askForPolicy(options, undefined);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // Ctrl-C and Ctrl-D leave a question without an answer for good.
  const closed = new Promise<never>((_, reject) => {
    terminal.once('close', () =>
      reject(new ActionError('INPUT_MISSING', 'The questions were not answered; nothing is written.')),
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
    const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    const problem = exists ? 'is there already, and is left as it is' : 'cannot be written';
    throw new ActionError('INPUT_FILE_UNUSABLE', `${path} ${problem}.`, {
      ...(exists ? { hint: 'Choose another --name, or edit the file.' } : { cause }),
    });
  }
}

/** Throws INPUT_* for a wish that makes no valid policy, and for a file that is there already. */
export async function initPolicy(options: InitOptions): Promise<void> {
  const path = policyPath(options.name);
  const wish = await complete(options);
  const text = renderPolicy(options.name, wish);
  const policy = compileTrustPolicy({ content: Buffer.from(text), name: options.name });
  const rule = policy.status === 'valid' ? policy.rules[0] : undefined;
  if (rule === undefined) {
    const problem = policy.findings[0]?.message ?? 'It is not valid.';
    throw new ActionError('INPUT_INVALID', `This would make no valid policy. ${problem}`);
  }
  await writeNew(join(options.directory, path), text);
  const { who, what } = describeRule(rule);
  process.stdout.write(
    [
      `Wrote ${path}: it lets in ${who}, to ${what}.`,
      'It counts once it is on the default branch. Whoever can change it can let in anybody, so protect it:',
      'add this line to .github/CODEOWNERS, as the last one, and require reviews from code owners.',
      '',
      `/${policyDirectory}/ ${wish.codeowner}`,
      '',
    ].join('\n'),
  );
}
