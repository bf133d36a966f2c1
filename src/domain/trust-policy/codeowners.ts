/** Decides whether GitHub asks a code owner before a path changes. */

import { codeownersPaths, type OwnersEntry, readOwnersEntries } from '../codeowners/read-entries.ts';
import { compileGlob } from '../patterns/glob.ts';

/** A CODEOWNERS file of the checkout. */
export interface CodeownersFile {
  /** Path from the root of the repository, with `/`. */
  readonly path: string;
  readonly content: Uint8Array;
}

/** 3 MB; GitHub does not load a larger file. */
const maxCodeownersBytes = 3_000_000;

function matchSegments(pattern: readonly string[], path: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return path.length === 0;
  const [segment, ...below] = path;
  if (first === '**') {
    // At the end it is what lies in the directory, elsewhere any number of directories.
    if (rest.length === 0) return segment !== undefined;
    return matchSegments(rest, path) || (segment !== undefined && matchSegments(pattern, below));
  }
  if (segment === undefined || !compileGlob(first)(segment)) return false;
  // A pattern that names a directory means all in it; `*` as the last segment means the files of that directory alone.
  if (rest.length === 0) return first !== '*' || below.length === 0;
  return matchSegments(rest, below);
}

/** Whether a pattern of CODEOWNERS means the file at `path`. */
export function matchesOwnersPattern(pattern: string, path: string): boolean {
  const anchored = pattern.replace(/\/$/, '').includes('/');
  // Several `**` in a row mean what one means, and would be tried in every combination.
  const body = pattern
    .replace(/^\//, '')
    .replace(/\/$/, '/**')
    .replace(/\*\*(?:\/\*\*)+/g, '**');
  if (body === '' || body === '/**') return false;
  if (body === '*') return !anchored || !path.includes('/');
  return matchSegments([...(anchored ? [] : ['**']), ...body.split('/')], path.split('/'));
}

/** A pattern that names the policies, or the folders that they are in, and does not only cover them. */
function namesPolicies({ pattern }: OwnersEntry): boolean {
  return /(?:^|\/)(?:\.atmos|sts)(?:\/|$)/.test(pattern);
}

/** Says when the owners that an entry names for the policies are replaced by those of a later, general one. */
function describeOverruled(
  matching: readonly OwnersEntry[],
  last: OwnersEntry,
  path: string,
): string | undefined {
  const meant = matching.findLast((entry) => namesPolicies(entry) && entry.owners.length > 0);
  const keeps = (name: string) => last.owners.some((owner) => owner.toLowerCase() === name.toLowerCase());
  if (
    meant === undefined ||
    namesPolicies(last) ||
    (meant.owners.every(keeps) && last.owners.length === meant.owners.length)
  )
    return undefined;
  const [shown, pattern] = [last.owners.slice(0, 5).join(' '), JSON.stringify(last.pattern.slice(0, 64))];
  return `Line ${meant.line} of ${path} gives the policies to ${meant.owners.slice(0, 5).join(' ')}, but line ${last.line}, ${pattern}, comes later, also matches, and gives them to ${shown}: the last entry that matches decides. Put line ${meant.line} last.`;
}

/** Why `path` has no owner, or other owners than an entry says, in a sentence or two; empty if it is owned as written. */
export function findMissingOwners(files: readonly CodeownersFile[], path: string): string | undefined {
  const advice = `Add the line "/.atmos/pro/sts/ @your-org/security-admins".`;
  const file = codeownersPaths.flatMap(
    (place) => files.find((candidate) => candidate.path === place) ?? [],
  )[0];
  if (!file)
    return `The repository has no CODEOWNERS file, so anyone with write access can change the policy. ${advice}`;
  if (file.content.byteLength > maxCodeownersBytes)
    return `GitHub does not read ${file.path}: it is larger than 3 MB.`;
  const entries = readOwnersEntries(new TextDecoder().decode(file.content));
  const matching = entries.filter(({ pattern }) => matchesOwnersPattern(pattern, path));
  const last = matching.at(-1);
  if (!last) return `No entry of ${file.path} matches the policy. ${advice}`;
  if (last.owners.length > 0) return describeOverruled(matching, last, file.path);
  return `Line ${last.line} of ${file.path} takes the owners of the policy away: the last entry that matches decides, and it names no owners.`;
}
