/** The values of a new policy: from options, else from the user's answers, else the narrowest defaults. */
import { ActionError } from '../../base/errors.ts';
import { checkPermission } from './permission-option.ts';

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
  repository: [
    /^[A-Za-z0-9][A-Za-z0-9_-]*\/[A-Za-z0-9._-]+(?<!\.git)$/,
    'owner/name without wildcards and .git',
  ],
  branch: [/^[^\s*?~^:\\]+$/, 'the name of one branch without wildcards'],
  environment: [/^[^*?\r\n]+$/, 'the name of one environment without wildcards'],
  codeowner: [/^(@[\w-]+(\/[\w.-]+)?|[^@\s]+@[^@\s]+)$/, '@user, @owner/team or an email address'],
} as const;

/** Most times that one question is asked. */
const maxAttempts = 20;

type Reader<Value> = (text: string) => Value;

/** Throws INPUT_INVALID with the value and what is expected. */
function readShaped(name: keyof typeof shapes): Reader<string> {
  const [shape, expected] = shapes[name];
  return (text) => {
    if (shape.test(text)) return text;
    throw new ActionError(
      'INPUT_INVALID',
      `Invalid ${name}: expected ${expected}, got ${JSON.stringify(text)}.`,
    );
  };
}

const readers = {
  repository: readShaped('repository'),
  branch: readShaped('branch'),
  environment: readShaped('environment'),
  permission: (text: string): readonly string[] => {
    const entries = text.split(/[\s,]+/).filter((entry) => entry !== '');
    for (const entry of entries) checkPermission(entry);
    return entries;
  },
  codeowner: readShaped('codeowner'),
} as const satisfies Record<keyof typeof questions, Reader<unknown>>;

/** Asks until the answer can be read; `undefined` for an empty one. After `maxAttempts`, throws what is wrong with the last answer. */
async function askUntilRead<Value>(
  name: keyof typeof questions,
  read: Reader<Value>,
  ask: AskQuestion,
): Promise<Value | undefined> {
  let question: string = questions[name];
  for (let attempt = 1; ; attempt += 1) {
    const text = (await ask(question)).trim();
    if (text === '') {
      if (name !== 'repository' || attempt >= maxAttempts) return undefined;
      continue;
    }
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof ActionError) || attempt >= maxAttempts) throw error;
      question = `${error.message}\n${questions[name]}`;
    }
  }
}

/**
 * Asks for the values that `given` lacks. An empty answer is what its question says: any branch, any environment, no permission.
 * Without a terminal, a missing branch is `main` unless an environment narrows the rule.
 *
 * @param ask `undefined` without a terminal. Throws INPUT_MISSING without a repository, INPUT_INVALID.
 */
export async function askForPolicy(
  given: Partial<PolicyValues>,
  ask: AskQuestion | undefined,
): Promise<PolicyValues> {
  async function answer(name: keyof typeof shapes): Promise<string | undefined> {
    const value = given[name];
    if (value !== undefined) return readers[name](value);
    return ask && askUntilRead(name, readers[name], ask);
  }
  const repository = await answer('repository');
  if (repository === undefined)
    throw new ActionError('INPUT_MISSING', 'Missing --repository.', {
      hint: 'Set --repository owner/name, or run the command on a terminal.',
    });
  const environment = await answer('environment');
  const branch = await answer('branch');
  const permission = given.permission ?? (ask && (await askUntilRead('permission', readers.permission, ask)));
  const codeowner = await answer('codeowner');
  const narrowest = ask === undefined && environment === undefined ? 'main' : undefined;
  return {
    repository,
    environment,
    branch: branch ?? narrowest,
    permission,
    codeowner: codeowner ?? '@OWNER/TEAM',
  };
}
