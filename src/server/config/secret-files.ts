/** Secrets that the configuration names files for. */
import { dirname, resolve } from 'node:path';
import { ActionError } from '../../base/errors.ts';

export interface SecretFiles {
  /** Path of the configuration file: relative paths in it start from its folder. */
  readonly file: string;
  readFile(path: string): string;
}

/** Shortest secret of a signature, in characters: 128 bits in hexadecimal. */
export const minSecretLength = 32;
/** Longest secret, in characters. */
const maxSecretLength = 4_096;

/** What is wrong with a secret, for the end of a sentence; `undefined`: nothing. */
export function findSecretProblem(secret: string, minLength: number): string | undefined {
  if (!/^[\x21-\x7e]+$/.test(secret)) return 'is empty, or holds blanks or characters beyond ASCII';
  if (secret.length < minLength) return `is shorter than ${minLength} characters`;
  return secret.length > maxSecretLength ? `is longer than ${maxSecretLength} characters` : undefined;
}

/** @throws ActionError `INPUT_CONFIG_INVALID` for a secret that cannot be used; it is never quoted. */
export function readSecretFile(path: string, minLength: number, files: SecretFiles): string {
  const problem = (message: string, cause?: unknown) =>
    new ActionError('INPUT_CONFIG_INVALID', `${files.file}: the secret file ${path} ${message}.`, {
      hint: 'Write the secret on one line and nothing else into the file.',
      cause,
    });
  let secret: string;
  try {
    secret = files.readFile(resolve(dirname(files.file), path)).trim();
  } catch (cause) {
    throw problem('cannot be read', cause);
  }
  const found = findSecretProblem(secret, minLength);
  if (found !== undefined) throw problem(found);
  return secret;
}
