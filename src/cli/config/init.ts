/** `atmos-pro config init`: a small, checked configuration file from options, answers and what `github-app create` wrote. */
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { ActionError, systemErrorCode } from '../../base/errors.ts';
import { findConfigProblems } from '../../server/config/read-config.ts';
import { type OutputFormat, printAs } from '../format-option.ts';
import { appFileNames } from '../github-app/app-files.ts';
import { type AppSettings, readAppSettings } from './app-settings.ts';
import { type AskForValue, askForConfig, type ConfigAnswers } from './ask.ts';
import { renderConfig } from './render-config.ts';

export interface InitConfigOptions extends Partial<ConfigAnswers> {
  readonly config: string;
  readonly format: OutputFormat;
  readonly app?: string | undefined;
  readonly appId?: string | undefined;
  readonly privateKeyFile: string;
}

function findApp({ config, app, appId, privateKeyFile }: InitConfigOptions): AppSettings | undefined {
  if (app !== undefined) return readAppSettings(app, relative(dirname(config), dirname(app)));
  if (appId !== undefined)
    return { serverUrl: undefined, appId, privateKeyFile, webhookSecretFiles: undefined };
  const beside = join(dirname(config), appFileNames.settings);
  return existsSync(beside) ? readAppSettings(beside, '') : undefined;
}

/** Asks on a terminal. For a program, a missing value is an error. */
async function complete(options: InitConfigOptions): Promise<ConfigAnswers> {
  const isInterview = process.stdin.isTTY && process.stdout.isTTY && options.format === 'text';
  if (!isInterview) return askForConfig(options, undefined);
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
  const ask: AskForValue = (question) =>
    Promise.race([terminal.question(question).catch(() => closed), closed]);
  try {
    return await askForConfig(options, ask);
  } finally {
    terminal.close();
  }
}

function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (cause) {
    const exists = systemErrorCode(cause) === 'EEXIST';
    throw new ActionError(
      'INPUT_FILE_UNUSABLE',
      exists ? `${file} already exists and was not changed.` : `Cannot write ${file}.`,
      { hint: 'Choose another --config.', cause: exists ? undefined : cause },
    );
  }
}

export async function initConfig(options: InitConfigOptions): Promise<void> {
  const { config: file } = options;
  const app = findApp(options);
  const answers = await complete(options);
  const text = renderConfig(answers, app);
  const { problems } = findConfigProblems(text);
  if (problems.length > 0)
    throw new ActionError(
      'INPUT_INVALID',
      `These values do not make a valid configuration.\n${problems.map(({ message }) => message).join('\n')}`,
    );
  writeNew(file, text);
  const next = [
    ...(app === undefined
      ? [
          answers.deployments === undefined
            ? 'create the GitHub App with `atmos-pro github-app create`, and set `github.app_id`'
            : 'create the GitHub App with `atmos-pro github-app create --for deployments`, and set `github.app_id` and `github.webhook_secret_files`',
        ]
      : []),
    ...(app?.dashboard === undefined
      ? []
      : ['give people roles: add `people` to the workspace, such as `- { login: octocat, role: owner }`']),
    `pin the repositories: atmos-pro config pin --config ${file}`,
    `check the setup: atmos-pro doctor --config ${file}`,
    `start the server: atmos-pro serve --config ${file}`,
  ];
  const steps = next.map((step, index) => `${index + 1}. ${step}`).join('\n');
  printAs(options.format, `Wrote ${file}. Next:\n${steps}`, { file, hasApp: app !== undefined, next });
}
