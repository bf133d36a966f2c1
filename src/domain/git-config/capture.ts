/**
 * Rewrites one address of a granted repository and nothing else. `insteadOf` matches a plain prefix, so a rule for
 * `acme/mod` also applies to `acme/modules`: for each character that can follow, a longer rule restores what the rules of the
 * job make of such an address.
 */
import type { GitConfigEntry } from './entry.ts';
import { findUrlRule, selectUrlRules, type UrlRule, type UrlRules } from './url-rules.ts';

/** What can follow the name of a repository in that of another one. A percent sign begins an encoded character. */
const nameCharacters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.%'];

export interface Capture {
  /** `git@github.com:acme/mod.git` */
  readonly address: string;
  /** `https://github.com/acme/mod.git` */
  readonly url: string;
  readonly directions: readonly Direction[];
}

export type Direction = 'fetch' | 'push';

const keyNames = { fetch: 'insteadOf', push: 'pushInsteadOf' } as const;

/** The base that the job's rules give to every address that begins with `prefix`. */
function baseOf(prefix: string, direction: Direction, rules: UrlRules): string {
  const rule =
    (direction === 'push' ? findUrlRule(rules.push, prefix) : undefined) ?? findUrlRule(rules.fetch, prefix);
  return rule === undefined ? prefix : rule.base + prefix.slice(rule.prefix.length);
}

function listExceptions({ address }: Capture, direction: Direction, rules: UrlRules): readonly UrlRule[] {
  const own = rules[direction];
  // Pushing falls back to the rules for fetching. A rule for pushing would hide the longer ones of these.
  const hidden = direction === 'push' ? rules.fetch.map(({ prefix }) => prefix) : [];
  const longer = hidden.filter((prefix) => prefix.length > address.length && prefix.startsWith(address));
  return [...new Set([...nameCharacters.map((character) => `${address}${character}`), ...longer])]
    .filter((prefix) => !own.some((rule) => rule.prefix === prefix))
    .map((prefix) => ({ prefix, base: baseOf(prefix, direction, rules) }));
}

/**
 * @param jobRules the rules of the job.
 * Of two rules for the same prefix git takes the first: captures of longer addresses must come before the exceptions of shorter ones.
 */
export function buildCapture(
  capture: Capture,
  jobRules: UrlRules,
  options: { readonly hasExceptions: boolean },
): readonly GitConfigEntry[] {
  const rules = selectUrlRules(jobRules, capture.address);
  return capture.directions.flatMap((direction) =>
    [
      { base: capture.url, prefix: capture.address },
      ...(options.hasExceptions ? listExceptions(capture, direction, rules) : []),
    ].map(({ base, prefix }) => ({ key: `url.${base}.${keyNames[direction]}`, value: prefix })),
  );
}
