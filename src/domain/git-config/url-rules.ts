/** Models how git rewrites addresses: `url.<base>.insteadOf` and `url.<base>.pushInsteadOf`, as in `alias_url` of git's remote.c. */
import type { GitConfigEntry } from './entry.ts';

/** An address that begins with `prefix` continues behind `base` instead. */
export interface UrlRule {
  readonly base: string;
  readonly prefix: string;
}

/** In the order in which git reads them. */
export interface UrlRules {
  readonly fetch: readonly UrlRule[];
  readonly push: readonly UrlRule[];
}

export const noUrlRules: UrlRules = { fetch: [], push: [] };

const keyPattern = /^url\.(.*)\.(insteadof|pushinsteadof)$/is;

/** The rewriting rules among `entries`. Section and name are compared without case, the base is kept as it is. */
export function readUrlRules(entries: readonly GitConfigEntry[]): UrlRules {
  const found = entries.flatMap(({ key, value: prefix }) => {
    const [, base, name = ''] = keyPattern.exec(key) ?? [];
    return base === undefined ? [] : [{ base, prefix, isPush: name.toLowerCase() === 'pushinsteadof' }];
  });
  const of = (push: boolean) =>
    found.filter(({ isPush }) => isPush === push).map(({ base, prefix }) => ({ base, prefix }));
  return { fetch: of(false), push: of(true) };
}

/**
 * The rule that git applies to `address`: the longest prefix wins, and of equal ones that whose base was mentioned first.
 * `undefined` if none applies.
 */
export function findUrlRule(rules: readonly UrlRule[], address: string): UrlRule | undefined {
  const mentionOf = ({ base }: UrlRule) => rules.findIndex((rule) => rule.base === base);
  let best: UrlRule | undefined;
  for (const rule of rules) {
    if (!address.startsWith(rule.prefix)) continue;
    const longer = rule.prefix.length - (best?.prefix.length ?? -1);
    if (best === undefined || longer > 0 || (longer === 0 && mentionOf(rule) < mentionOf(best))) best = rule;
  }
  return best;
}

/** The rules that can apply to an address that begins with `prefix`, by the first mention of their bases in all rules. */
export function selectUrlRules(rules: UrlRules, prefix: string): UrlRules {
  const select = (all: readonly UrlRule[]) => {
    const bases = [...new Set(all.map(({ base }) => base))];
    return all
      .filter((rule) => rule.prefix.startsWith(prefix) || prefix.startsWith(rule.prefix))
      .toSorted((a, b) => bases.indexOf(a.base) - bases.indexOf(b.base));
  };
  return { fetch: select(rules.fetch), push: select(rules.push) };
}

function apply(rule: UrlRule, address: string): string {
  return rule.base + address.slice(rule.prefix.length);
}

/** The address that git fetches from. */
export function resolveFetchUrl(rules: UrlRules, address: string): string {
  const rule = findUrlRule(rules.fetch, address);
  return rule === undefined ? address : apply(rule, address);
}

/** The address that git pushes to, for a remote without `pushurl`. */
export function resolvePushUrl(rules: UrlRules, address: string): string {
  const rule = findUrlRule(rules.push, address);
  return rule === undefined ? resolveFetchUrl(rules, address) : apply(rule, address);
}

/** The rules of the job: for git anywhere, and for git in the checkout, whose own configuration adds to them. */
export interface JobUrlRules {
  readonly everywhere: UrlRules;
  readonly workspace: UrlRules;
  /** Whether the user's configuration includes files in some directories only: elsewhere, unknown rules may apply. */
  readonly isConditional?: boolean | undefined;
}

/** `includeIf "gitdir:…"` and the like. A condition on remotes does not depend on the directory. */
const conditionPattern = /^includeif\.(?!hasconfig:).*\.path$/is;

/** From the output of `git config --list --show-scope -z`: scope and entry take turns; name and value are parted by a line break. */
export function readScopedUrlRules(output: string): JobUrlRules {
  const fields = output.split('\0');
  const entries = Array.from({ length: Math.floor(fields.length / 2) }, (_, index) => {
    const [scope = '', text = ''] = fields.slice(2 * index, 2 * index + 2);
    const end = text.indexOf('\n');
    return {
      scope,
      key: end === -1 ? text : text.slice(0, end),
      value: end === -1 ? '' : text.slice(end + 1),
    };
  });
  const shared = entries.filter(({ scope }) => scope !== 'local' && scope !== 'worktree');
  return {
    everywhere: readUrlRules(shared),
    workspace: readUrlRules(entries),
    isConditional: shared.some(({ key }) => conditionPattern.test(key)),
  };
}
