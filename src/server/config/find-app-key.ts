/** Where the GitHub App's private key comes from: a file, a command, or the environment itself. */
import { dirname, resolve } from 'node:path';
import { ActionError } from '../../base/errors.ts';
import { readAppKeys } from '../../github/app-keys.ts';
import type { AppConfig } from './config.ts';
import type { ReadConfigInput } from './config-input.ts';

const variable = 'ATMOS_PRO_GITHUB_APP_PRIVATE_KEY';

function readKeyFile(input: ReadConfigInput, path: string): string {
  try {
    return input.readFile(path);
  } catch (cause) {
    throw new ActionError(
      'INPUT_CONFIG_INVALID',
      `The GitHub App's private key (${path}) cannot be read from its file.`,
      { hint: 'Check the path and the permissions of the file.', cause },
    );
  }
}

/** The first that is there: `private_key_file`, the variable for a file, a command's output, the variable for the key itself. */
export function findAppKey(
  input: ReadConfigInput,
  fileKey: string | undefined,
): Omit<AppConfig, 'id'> | undefined {
  const { [`${variable}_FILE` as const]: named, [variable]: inline } = input.environment;
  const file = fileKey === undefined ? named : resolve(dirname(input.file), fileKey);
  const text = file === undefined ? (input.keyCommandOutput ?? inline) : readKeyFile(input, file);
  if (text === undefined) return undefined;
  const source = file ?? (input.keyCommandOutput === undefined ? variable : `${variable}_COMMAND`);
  readAppKeys(text, source);
  return { privateKey: text.replaceAll('\\n', '\n'), privateKeyFile: file };
}
