/** The form of an admin token, and its hash: the server keeps nothing else of it. */
import { createHash, randomBytes } from 'node:crypto';

/** Minimum length of a token, in characters, and of its randomness, in bytes. */
export const minAdminTokenLength = 32;
/** Longest, in characters. */
const maxAdminTokenLength = 256;
/** Entropy of a token that is made here, in bytes. */
const randomLength = 32;
/** So that people and scanners of secrets know it when they see it. */
const prefix = 'atmos_admin_';

const shape = new RegExp(`^[\\x21-\\x7e]{${minAdminTokenLength},${maxAdminTokenLength}}$`);

/** Whether a text may be a token: printable, no blanks, long enough. */
export function isAdminToken(text: string): boolean {
  return shape.test(text);
}

export function createAdminToken(): string {
  return prefix + randomBytes(randomLength).toString('base64url');
}

/** SHA-256: the token is random, so there is nothing to guess that a slow hash would protect. */
export function hashAdminToken(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}
