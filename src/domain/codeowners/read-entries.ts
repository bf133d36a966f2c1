/** Reads the entries of a CODEOWNERS file that GitHub reads. */

/** Where GitHub looks, in its order; the first file that exists is the only one. */
export const codeownersPaths = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

export interface OwnersEntry {
  /** Counted from 1. */
  readonly line: number;
  readonly pattern: string;
  readonly owners: readonly string[];
}

/** A user, a team, or an address. */
const owner = /^(?:@[\w.-]+(?:\/[\w.-]+)?|[^\s@]+@[^\s@]+)$/;

/** Pattern and owners of one line; nothing for a comment and for what GitHub skips as invalid. */
function readLine(text: string, line: number): OwnersEntry[] {
  const [written = '', ...words] = text.match(/(?:\\.|[^\\\s])+/g) ?? [];
  const comment = words.findIndex((word) => word.startsWith('#'));
  const owners = comment < 0 ? words : words.slice(0, comment);
  // Neither `!` nor `[ ]` nor an escaped `#` at the start mean anything to GitHub.
  const supported = written !== '' && !/^(?:#|\\#|!)/.test(written) && !/[[\]]/.test(written);
  if (!supported || !owners.every((word) => owner.test(word))) return [];
  return [{ line, pattern: written.replace(/\\(.)/g, '$1'), owners }];
}

/** In their order. */
export function readOwnersEntries(text: string): readonly OwnersEntry[] {
  return text.split(/\r\n?|\n/).flatMap((written, index) => readLine(written, index + 1));
}
