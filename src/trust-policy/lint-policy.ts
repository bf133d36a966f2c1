/** Bytes of a policy file → everything that can be said about it: errors, warnings and notes. */

import { compileTrustPolicy } from './compile.ts';
import type { Finding } from './findings.ts';

/** A CODEOWNERS file of the checkout. */
export interface CodeownersFile {
  /** Path from the root of the repository, with `/`. */
  readonly path: string;
  readonly content: Uint8Array;
}

export interface PolicyToLint {
  readonly content: Uint8Array;
  /** Path of the file from the root of its repository, with `/`; a base name such as `default.yaml` will do. */
  readonly file: string;
  /** The CODEOWNERS files that the checkout has, none being an empty list; left out, they are not looked at. */
  readonly codeowners?: readonly CodeownersFile[];
}

/** Ordered by position. Never throws, whatever the bytes. */
export function lintTrustPolicy({ content, file }: PolicyToLint): Finding[] {
  const base = file.slice(file.lastIndexOf('/') + 1);
  const policy = compileTrustPolicy({ content, name: base.replace(/\.ya?ml$/, '') });
  return [...policy.findings];
}
