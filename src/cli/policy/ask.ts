/** The values of a new policy: from options, else from the user's answers, else the narrowest defaults. */
import { ActionError } from '../../base/errors.ts';
import { checkPermission } from '../../domain/trust-policy/draft/permission.ts';
import {
  type PolicyValueName,
  type PolicyValues,
  readPolicyValue,
} from '../../domain/trust-policy/draft/values.ts';

export type AskQuestion = (question: string) => Promise<string>;

const questions = {
  repository: 'Repository whose jobs to allow (owner/name): ',
  branch: 'Branch (empty: any): ',
  environment: 'Environment (empty: any): ',
  permission: 'Permissions in addition to contents=read, such as pull_requests=write (empty: none): ',
  codeowner: 'Code owner who approves changes to policies, such as @acme/security: ',
} as const;

/** Most times that one question is asked. */
const maxAttempts = 20;

type Reader<Value> = (text: string) => Value;

/** Asked for by options only: a policy that uses one of them is v1alpha2. */
const laterValues = [
  'event',
  'jobWorkflowRef',
  'repositoryId',
  'repositoryOwnerId',
  'runnerEnvironment',
] as const;

const readers = {
  repository: readPolicyValue('repository'),
  branch: readPolicyValue('branch'),
  environment: readPolicyValue('environment'),
  permission: (text: string): readonly string[] => {
    const entries = text.split(/[\s,]+/).filter((entry) => entry !== '');
    for (const entry of entries) checkPermission(entry);
    return entries;
  },
  codeowner: readPolicyValue('codeowner'),
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
 * Without a terminal, a missing branch is `main` unless an environment or an event of pull requests narrows the rule.
 *
 * @param ask `undefined` without a terminal. Throws INPUT_MISSING without a repository, INPUT_INVALID.
 */
export async function askForPolicy(
  given: Partial<PolicyValues>,
  ask: AskQuestion | undefined,
): Promise<PolicyValues> {
  async function answer(name: keyof typeof questions & PolicyValueName): Promise<string | undefined> {
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
  const later = laterValues.flatMap((name) => {
    const value = given[name];
    return value === undefined ? [] : [[name, readPolicyValue(name)(value)] as const];
  });
  const isNarrow = environment !== undefined || given.event?.startsWith('pull_request') === true;
  const narrowest = ask === undefined && !isNarrow ? 'main' : undefined;
  return {
    ...Object.fromEntries(later),
    repository,
    environment,
    branch: branch ?? narrowest,
    permission,
    codeowner: codeowner ?? '@OWNER/TEAM',
  };
}
