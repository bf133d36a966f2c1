/**
 * Files with the rules for addresses. They contain no secret. `main.config` is included by every git command; it includes the others only
 * in a repository that has exactly the address as a remote. Git reads that condition (`hasconfig:remote.*.url`) from 2.36 on, in
 * `clone` too; an older git passes over it. To evaluate it, git reads all files that it could include, so they have to be few.
 */
import { buildCapture } from './capture.ts';
import type { GitConfigEntry } from './entry.ts';
import type { GrantedRepository } from './grant.ts';
import { type PlannedCapture, planCaptures } from './plan-captures.ts';
import type { JobUrlRules } from './url-rules.ts';

export interface GitRuleFile {
  readonly name: string;
  readonly entries: readonly GitConfigEntry[];
}

/** Name of the file that git is told to include. */
export const mainRuleFile = 'main.config';

/** An address as a literal in a pattern of git. */
function escapePattern(text: string): string {
  return text.replace(/[\\*?[\]]/g, '\\$&');
}

function includeForRemote(pattern: string, path: string): GitConfigEntry {
  return { key: `includeIf.hasconfig:remote.*.url:${pattern}.path`, value: path };
}

/** Longest first: {@link buildCapture} says why. */
function sortByLength<Item extends { readonly address: string }>(captures: readonly Item[]): readonly Item[] {
  return captures.toSorted((a, b) => b.address.length - a.address.length);
}

/** Next to `acme/acme` there often is `acme/acme.github.io`. */
function isNamedLikeOwner({ path }: PlannedCapture): boolean {
  const [owner = '', name] = path.toLowerCase().split('/');
  return owner === name;
}

/** All files, the main one first; none where no rule is needed. */
export function buildRuleFiles(
  repositories: readonly GrantedRepository[],
  rules: JobUrlRules,
): readonly GitRuleFile[] {
  const { everywhere, inRepositories, hasExceptions } = planCaptures(repositories, rules);
  if (everywhere.length + inRepositories.length === 0) return [];
  const build = (captures: readonly PlannedCapture[]) =>
    sortByLength(captures).flatMap((capture) =>
      buildCapture(capture, rules.everywhere, { hasExceptions: hasExceptions || isNamedLikeOwner(capture) }),
    );
  const groups = [
    ...Map.groupBy(sortByLength(inRepositories), ({ form, path }) => `${form.prefix}${path}`).values(),
  ];
  const files = groups.map((group, index) => ({
    name: `remote-${index}.config`,
    group,
    entries: build(group),
  }));
  const conditions = files.flatMap(({ name, group }) =>
    group.flatMap(({ address }) =>
      [address, `${address}/`].map((remote) => includeForRemote(escapePattern(remote), name)),
    ),
  );
  return [
    { name: mainRuleFile, entries: [...conditions, ...build(everywhere)] },
    ...files.map(({ name, entries }) => ({ name, entries })),
  ];
}
