/** The values of a new configuration: from options, else from the user's answers. */
import { ActionError } from '../../base/errors.ts';

export interface ConfigAnswers {
  readonly publicUrl: string;
  /** Id of the workspace. */
  readonly workspace: string;
  /** `owner/name`: its jobs may request tokens. */
  readonly repository: readonly string[];
  /** `owner/name`: jobs read them. */
  readonly source?: readonly string[] | undefined;
  readonly branch?: string | undefined;
  /** File of the workflow that uploads affected stacks: the repositories get deployments. */
  readonly deployments?: string | undefined;
}

export type AskForValue = (question: string) => Promise<string>;

/** Most times that one question is asked. */
const maxAttempts = 20;
const repositoryShape = /^[A-Za-z0-9_-]+\/[A-Za-z0-9._-]+(?<!\.git)$/;

interface Question<Value> {
  readonly option: string;
  readonly text: string;
  /** Whether an empty answer is none. */
  readonly optional?: boolean;
  /** Throws INPUT_INVALID. */
  read(text: string): Value;
}

function shaped(option: string, shape: RegExp, expected: string): (text: string) => string {
  return (text) => {
    if (shape.test(text)) return text;
    throw new ActionError(
      'INPUT_INVALID',
      `Invalid ${option}: expected ${expected}, got ${JSON.stringify(text)}.`,
    );
  };
}

function names(option: string): (text: string) => readonly string[] {
  const read = shaped(option, repositoryShape, 'owner/name');
  return (text) =>
    text
      .split(/[\s,]+/)
      .filter((name) => name !== '')
      .map(read);
}

const publicUrl: Question<string> = {
  option: '--public-url',
  text: 'Address where clients reach the server, such as https://atmos-pro.example.com: ',
  read: shaped(
    '--public-url',
    /^https?:\/\/[^/?#\s@]+\/?$/,
    'an address without a path, such as https://atmos-pro.example.com',
  ),
};
const workspace: Question<string> = {
  option: '--workspace',
  text: 'Id of the workspace, such as ws_acme: ',
  read: shaped('--workspace', /^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'letters, digits, "_", "." and "-"'),
};
const repository: Question<readonly string[]> = {
  option: '--repository',
  text: 'Repositories whose jobs may request tokens (owner/name, comma-separated): ',
  read: names('--repository'),
};
const source: Question<readonly string[]> = {
  option: '--source',
  text: 'Repositories that jobs read (owner/name, comma-separated; empty: none): ',
  optional: true,
  read: names('--source'),
};

const uploader: Question<string> = {
  option: '--deployments',
  text: '',
  read: shaped(
    '--deployments',
    /^[A-Za-z0-9_.-]+\.ya?ml$/,
    'the file name of a workflow, such as affected.yaml',
  ),
};

async function askUntilRead<Value>(question: Question<Value>, ask: AskForValue): Promise<Value | undefined> {
  let text = question.text;
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const answer = (await ask(text)).trim();
    try {
      if (answer !== '') return question.read(answer);
      if (question.optional === true) return undefined;
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
      text = `${error.message}\n${question.text}`;
    }
  }
  throw missing(question.option);
}

function missing(option: string): ActionError {
  return new ActionError('INPUT_MISSING', `Missing ${option}.`, {
    hint: `Set ${option}, or run the command on a terminal.`,
  });
}

/** @param ask `undefined` without a terminal. Throws INPUT_MISSING, INPUT_INVALID. */
export async function askForConfig(
  given: Partial<ConfigAnswers>,
  ask: AskForValue | undefined,
): Promise<ConfigAnswers> {
  async function need<Value>(question: Question<Value>, value: string | undefined): Promise<Value> {
    const found = value === undefined ? ask && (await askUntilRead(question, ask)) : question.read(value);
    if (found === undefined) throw missing(question.option);
    return found;
  }
  const first = await need(publicUrl, given.publicUrl);
  const id = await need(workspace, given.workspace);
  const callers = await need(repository, given.repository?.join(','));
  const isComplete = given.repository !== undefined;
  const sources =
    given.source === undefined
      ? ask && !isComplete && (await askUntilRead(source, ask))
      : source.read(given.source.join(','));
  return {
    publicUrl: first,
    workspace: id,
    repository: callers,
    source: sources || [],
    branch: given.branch,
    deployments: given.deployments === undefined ? undefined : uploader.read(given.deployments),
  };
}
