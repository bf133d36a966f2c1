/** The keys that tokens of jobs are stored encrypted with: from a file or from the environment, never from the configuration file. */
import { createHash, createSecretKey } from 'node:crypto';
import { ActionError } from '../../base/errors.ts';
import type { TokenKey } from './config.ts';
import type { ReadConfigInput } from './config-input.ts';

const tokenKeyVariable = 'ATMOS_PRO_TOKEN_ENCRYPTION_KEY';
/** The new one and the old one, while the key is rotated. */
const maxKeys = 2;
/** Of AES-256. */
const keyBytes = 32;
/** Random bytes have more distinct values; a text that was repeated or typed in has not. */
const minDistinctBytes = 12;
/** Hexadecimal digits of an id. */
const idDigits = 16;

function invalid(source: string, problem: string, cause?: unknown): ActionError {
  return new ActionError('INPUT_CONFIG_INVALID', `The token encryption key in ${source} ${problem}.`, {
    hint: 'Set what `openssl rand -base64 32` prints; while the key is rotated, the new and the old one with a blank between them.',
    cause,
  });
}

function readKey(text: string, source: string): TokenKey {
  const bytes = Buffer.from(text, 'base64');
  // Buffer skips what is not Base64.
  if (bytes.length !== keyBytes || bytes.toString('base64') !== text)
    throw invalid(source, `is not ${keyBytes} bytes in Base64`);
  if (new Set(bytes).size < minDistinctBytes) throw invalid(source, 'is not random');
  const hash = createHash('sha256').update('atmos-pro token encryption key id').update(bytes);
  return { id: hash.digest('hex').slice(0, idDigits), key: createSecretKey(bytes) };
}

function readText({ environment, readFile }: ReadConfigInput): { source: string; text: string } {
  const file = environment[`${tokenKeyVariable}_FILE`];
  if (file === undefined) return { source: tokenKeyVariable, text: environment[tokenKeyVariable] ?? '' };
  try {
    return { source: file, text: readFile(file) };
  } catch (cause) {
    throw invalid(file, 'cannot be read', cause);
  }
}

/** None: tokens are not stored. Throws `INPUT_CONFIG_INVALID` for a key that cannot be used; it is never quoted. */
export function readTokenKeys(input: ReadConfigInput): readonly TokenKey[] {
  const { source, text } = readText(input);
  const keys = text.split(/\s+/).filter((key) => key !== '');
  if (keys.length > maxKeys) throw invalid(source, `is ${keys.length} keys; it may be two`);
  if (keys.length === 0 && source !== tokenKeyVariable) throw invalid(source, 'is empty');
  return keys.map((key) => readKey(key, source));
}
