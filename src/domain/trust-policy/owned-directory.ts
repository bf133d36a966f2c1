/** Decides whether code owners review every change of the policy directory, and of the CODEOWNERS file itself. */

import { codeownersPaths, type OwnersEntry, readOwnersEntries } from '../codeowners/read-entries.ts';
import { compileGlob } from '../patterns/glob.ts';
import { type CodeownersFile, matchesOwnersPattern } from './codeowners.ts';
import { policyDirectory } from './policy-path.ts';

/** A policy that no entry names: what covers it covers every policy, also one that is added. */
const anyPolicy = `${policyDirectory}/a-policy-without-an-entry-of-its-own.yaml`;
const extension = '.yaml';

/** Whether a pattern may match some policy. Errs on the side of `true`. */
function mayMatchPolicies(pattern: string): boolean {
  if (matchesOwnersPattern(pattern, anyPolicy)) return true;
  // A directory has every policy or none.
  if (pattern.endsWith('/')) return false;
  const isAnchored = pattern.includes('/');
  const [first = '', ...rest] = pattern.replace(/^\//, '').split('/');
  if (isAnchored && first !== '**' && !compileGlob(first)('.atmos')) return false;
  const last = rest.at(-1) ?? first;
  const end = last.slice(Math.max(last.lastIndexOf('*'), last.lastIndexOf('?')) + 1);
  return end.endsWith(extension) || (end !== last && extension.endsWith(end));
}

function isOwned(entries: readonly OwnersEntry[], path: string): boolean {
  const last = entries.findLast(({ pattern }) => matchesOwnersPattern(pattern, path));
  return last !== undefined && last.owners.length > 0;
}

/**
 * The fault in a sentence; nothing when every policy has owners. The last entry that matches decides, so no later entry may take
 * the owners of a single policy away. The CODEOWNERS file must have owners too, and so must the places where another one would
 * replace it.
 */
export function findUnownedPolicies(file: CodeownersFile | undefined): string | undefined {
  if (file === undefined) return 'the repository has no CODEOWNERS file that GitHub reads';
  const entries = readOwnersEntries(new TextDecoder().decode(file.content));
  const at = entries.findLastIndex(({ pattern }) => matchesOwnersPattern(pattern, anyPolicy));
  const covering = entries[at];
  if (covering === undefined) return `no entry of ${file.path} covers every file in ${policyDirectory}/`;
  const emptied = [covering, ...entries.slice(at + 1)].find(
    ({ pattern, owners }) => owners.length === 0 && mayMatchPolicies(pattern),
  );
  if (emptied !== undefined)
    return `line ${emptied.line} of ${file.path} takes the owners of policies away: it is the last that matches, and has no owners`;
  const paths: readonly string[] = codeownersPaths;
  const places = codeownersPaths.filter((_, index) => index <= paths.indexOf(file.path));
  const open = places.find((place) => !isOwned(entries, place));
  return open === undefined
    ? undefined
    : `${file.path} gives ${open} no owners, so a change of that file could take the owners of policies away`;
}
