/** The values of a new policy: from options, else from the user's answers, else the narrowest defaults. */
import { ActionError } from '../../base/errors.ts';

export interface PolicyValues {
  /** `owner/name` of the calling repository. */
  readonly repository: string;
  readonly branch?: string | undefined;
  readonly environment?: string | undefined;
  /** `name=level`, in addition to `contents=read`. */
  readonly permission?: readonly string[] | undefined;
  /** `@user`, `@owner/team` or an email address. */
  readonly codeowner: string;
}

export type AskQuestion = (question: string) => Promise<string>;

const questions = {
  repository: 'Repository whose jobs to allow (owner/name): ',
  branch: 'Branch (empty: any): ',
  environment: 'Environment (empty: any): ',
  permission: 'Permissions in addition to contents=read, such as pull_requests=write (empty: none): ',
  codeowner: 'Code owner who approves changes to policies, such as @acme/security: ',
} as const;

const shapes = {
  repository: [/^[A-Za-z0-9][A-Za-z0-9_-]*\/[A-Za-z0-9._-]+$/, 'owner/name without wildcards'],
  branch: [/^[^\s*?~^:\\]+$/, 'the name of one branch without wildcards'],
  environment: [/^[^*?\r\n]+$/, 'the name of one environment without wildcards'],
  codeowner: [/^(@[\w-]+(\/[\w.-]+)?|[^@\s]+@[^@\s]+)$/, '@user, @owner/team or an email address'],
} as const;

function checkShape<Value extends string | undefined>(name: keyof typeof shapes, value: Value): Value {
  const [shape, expected] = shapes[name];
  if (value === undefined || shape.test(value)) return value;
  throw new ActionError(
    'INPUT_INVALID',
    `Invalid ${name}: expected ${expected}, got ${JSON.stringify(value)}.`,
  );
}

/**
 * Asks for the values that `given` lacks.
 *
 * @param ask `undefined` without a terminal. Throws INPUT_MISSING without a repository, INPUT_INVALID.
 */
export async function askForPolicy(
  given: Partial<PolicyValues>,
  ask: AskQuestion | undefined,
): Promise<PolicyValues> {
  async function answer(
    name: keyof typeof questions,
    value: string | undefined,
  ): Promise<string | undefined> {
    if (value !== undefined || ask === undefined) return value;
    return (await ask(questions[name])).trim() || undefined;
  }
  const repository = checkShape('repository', await answer('repository', given.repository));
  if (repository === undefined)
    throw new ActionError('INPUT_MISSING', 'Missing --repository.', {
      hint: 'Set --repository owner/name, or run the command on a terminal.',
    });
  const environment = checkShape('environment', await answer('environment', given.environment));
  const branch = checkShape('branch', await answer('branch', given.branch));
  const permission = given.permission ?? (await answer('permission', undefined))?.split(/[\s,]+/);
  const codeowner = checkShape('codeowner', await answer('codeowner', given.codeowner));
  return {
    repository,
    environment,
    // The narrowest default.
    branch: branch ?? (environment === undefined ? 'main' : undefined),
    permission,
    codeowner: codeowner ?? '@OWNER/TEAM',
  };
}
