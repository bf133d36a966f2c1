/** Which policy is wished for: from options, else by asking, else by what is narrow. */
import { ActionError } from '../../base/errors.ts';

export interface PolicyWish {
  /** `owner/name` of the caller. */
  readonly repository: string;
  readonly branch?: string | undefined;
  readonly environment?: string | undefined;
  /** `name=level`, besides reading contents. */
  readonly permission?: readonly string[] | undefined;
  /** `@user`, `@owner/team` or an address. */
  readonly codeowner: string;
}

export type Ask = (question: string) => Promise<string>;

const questions = {
  repository: 'Whose jobs are let in (owner/name)? ',
  branch: 'On which branch (empty: any)? ',
  environment: 'In which environment (empty: any)? ',
  permission: 'What besides reading contents (such as pull_requests=write, empty: nothing)? ',
  codeowner: 'Who has to approve changes of policies (such as @acme/security)? ',
} as const;

const shapes = {
  repository: [/^[A-Za-z0-9][A-Za-z0-9_-]*\/[A-Za-z0-9._-]+$/, 'is owner/name, without wildcards'],
  branch: [/^[^\s*?~^:\\]+$/, 'is the name of one branch, without wildcards'],
  environment: [/^[^*?\r\n]+$/, 'is the name of one environment, without wildcards'],
  codeowner: [/^(@[\w-]+(\/[\w.-]+)?|[^@\s]+@[^@\s]+)$/, 'is @user, @owner/team or an address'],
} as const;

function check<Value extends string | undefined>(name: keyof typeof shapes, value: Value): Value {
  const [shape, words] = shapes[name];
  if (value === undefined || shape.test(value)) return value;
  throw new ActionError('INPUT_INVALID', `The ${name} ${JSON.stringify(value)} is not right: it ${words}.`);
}

/** Asks for what `given` lacks, if there is somebody to ask. Throws INPUT_MISSING without a repository, INPUT_INVALID for what cannot be. */
export async function askForPolicy(given: Partial<PolicyWish>, ask: Ask | undefined): Promise<PolicyWish> {
  async function answer(
    name: keyof typeof questions,
    value: string | undefined,
  ): Promise<string | undefined> {
    if (value !== undefined || ask === undefined) return value;
    return (await ask(questions[name])).trim() || undefined;
  }
  const repository = check('repository', await answer('repository', given.repository));
  if (repository === undefined)
    throw new ActionError('INPUT_MISSING', 'It is not said whose jobs are let in.', {
      hint: 'Give --repository owner/name, or run it on a terminal.',
    });
  const environment = check('environment', await answer('environment', given.environment));
  const branch = check('branch', await answer('branch', given.branch));
  const permission = given.permission ?? (await answer('permission', undefined))?.split(/[\s,]+/);
  const codeowner = check('codeowner', await answer('codeowner', given.codeowner));
  return {
    repository,
    environment,
    // Nothing narrower is known.
    branch: branch ?? (environment === undefined ? 'main' : undefined),
    permission,
    codeowner: codeowner ?? '@OWNER/TEAM',
  };
}
