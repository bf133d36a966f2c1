/** Which values GitHub gives to refs and repositories, and why a pattern for one can match none of them. */

import { findCommonValue } from '../../patterns/glob-relations.ts';
import { quote } from './evidence.ts';

/** Every ref that a run can have. */
export const refs = ['refs/heads/?*', 'refs/tags/?*', 'refs/pull/?*'] as const;
/** What git allows in no ref. */
const notInRefs = /[\s~^:[\\\p{Cc}]|\.\.|\/\/|@\{|\/\.|\.lock(?:\/|$)|\.$/u;
export const commits = ['?'.repeat(40), '?'.repeat(64)] as const;

/** Names as GitHub allows them, with wildcards in them. */
export const ownerName = /^[A-Za-z0-9*?][A-Za-z0-9_*?-]*$/;
const repositoryName = /^[A-Za-z0-9._*?-]+$/;

/** Whether a value fits the glob and one of the others. */
export function meets(glob: string, others: readonly string[]): boolean {
  return others.some((other) => findCommonValue(glob, other) !== undefined);
}

/** Why git allows no ref or branch that fits the glob; nothing when it may. */
function describeNameFault(pattern: string, noun: string): string | undefined {
  const inside = /^(refs\/(?:heads|tags)\/.+|(?!refs\/).+)\/$/.exec(pattern)?.[1];
  if (inside !== undefined)
    return `${noun} does not end in "/"; the glob for all below it is ${quote(`${inside}/*`)}`;
  if (/[\s~^:[\\]|\.\./.test(pattern)) return `${noun} has no spaces, no colons, no brackets and no ".."`;
  return notInRefs.test(pattern) ? `git allows no such name for ${noun}` : undefined;
}

/** Why no ref fits the glob; nothing when one may. */
export function describeRefFault(pattern: string): string | undefined {
  const repeated = /^refs\/(?:heads|tags)\/(refs\/(?:heads|tags)\/.+)$/.exec(pattern)?.[1];
  if (repeated !== undefined)
    return `GitHub accepts no branch or tag that begins with refs/: write ${quote(repeated)}`;
  const fault = describeNameFault(pattern, 'a ref');
  if (fault !== undefined) return fault;
  if (meets(pattern, refs)) return undefined;
  const short = /^(?:refs\/)?(?:heads?\/|tags?\/)?([^/*?]+)$/.exec(pattern)?.[1];
  const branch = short === undefined ? 'refs/heads/main' : `refs/heads/${short}`;
  return `a ref begins with refs/heads/, refs/tags/ or refs/pull/, such as ${quote(branch)}`;
}

/** Why no `base_ref` or `head_ref` fits the glob; nothing when one may. GitHub accepts no branch whose name begins with `refs/`. */
export function describeBranchFault(pattern: string): string | undefined {
  const short = /^refs\/(?:heads\/)?(.+)$/.exec(pattern)?.[1];
  if (short !== undefined) return `it is the short name of a branch: write ${quote(short)}`;
  return describeNameFault(pattern, 'the name of a branch');
}

/** Digits of the largest id that GitHub could give. */
const maxIdLength = 20;

/** Why no id fits the glob; nothing when one may. */
export function describeIdFault(pattern: string): string | undefined {
  const fits = /^[1-9*?][\d*?]*$/.test(pattern) && pattern.replaceAll('*', '').length <= maxIdLength;
  return fits ? undefined : 'an id is a decimal number, such as "42"';
}

/** Why no repository fits the glob; nothing when one may. */
export function describeRepositoryFault(pattern: string): string | undefined {
  const scheme = /^(?:\w+:\/\/(?:[^/]*@)?|[\w.-]+@)[\w.-]+[/:]+([^/,\s]+\/[^/,\s]+?)(?:\.git)?\/?$/.exec(
    pattern,
  )?.[1];
  if (scheme !== undefined)
    return `a repository is owner/name without a scheme and a host: write ${quote(scheme)}`;
  if (/[\s,;|]/.test(pattern)) return 'it names one repository, not a list: write a rule for each';
  const [owner = '', name, ...more] = pattern.split('/');
  if (more.length > 0) return 'a repository is owner/name, with one slash';
  if (name === undefined)
    return /[*?]/.test(owner) && repositoryName.test(owner)
      ? undefined
      : 'a repository is owner/name, with one slash';
  if (!ownerName.test(owner)) return 'the name of an owner has letters, digits and hyphens';
  if (!repositoryName.test(name))
    return 'the name of a repository has letters, digits, dots, hyphens and underscores';
  return name.endsWith('.git') ? 'the name of a repository does not end in .git: leave it out' : undefined;
}
