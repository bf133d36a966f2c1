/** Ranges of Node versions, as `engines.node` of packages has them. */

type Version = readonly [major: number, minor: number, patch: number];

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** The first version that a partial one names, and the first after all that it names. */
function boundsOf(text: string): { readonly first: Version; readonly after: Version } {
  const [major = 0, minor, patch] = text
    .split('.')
    .filter((part) => /^\d+$/.test(part))
    .map(Number);
  const first: Version = [major, minor ?? 0, patch ?? 0];
  if (minor === undefined) return { first, after: [major + 1, 0, 0] };
  return { first, after: patch === undefined ? [major, minor + 1, 0] : [major, minor, patch + 1] };
}

function fits(version: Version, comparator: string): boolean {
  const [, operator = '', text = ''] = /^(>=|<=|>|<|=|\^|~)?v?(\d[\d.x*]*)$/.exec(comparator) ?? [];
  if (text === '') throw new Error(`not a range of versions: ${comparator}`);
  const { first, after } = boundsOf(text);
  const isAtLeast = compare(version, first) >= 0;
  switch (operator) {
    case '>=':
      return isAtLeast;
    case '>':
      return compare(version, after) >= 0;
    case '<':
      return !isAtLeast;
    case '<=':
      return compare(version, after) < 0;
    case '^':
      return isAtLeast && version[0] === first[0];
    case '~':
      return isAtLeast && version[0] === first[0] && version[1] === first[1];
    default:
      return isAtLeast && compare(version, after) < 0;
  }
}

/** Whether `range`, such as `^20.19.0 || >=22.12.0`, has `version`. Throws for what is not a range. */
export function rangeHasNode(range: string, version: Version): boolean {
  return range.split('||').some((alternative) => {
    const comparators = alternative.trim().replace(/([<>=^~])\s+/g, '$1');
    if (comparators === '' || comparators === '*') return true;
    return comparators.split(/\s+/).every((comparator) => fits(version, comparator));
  });
}
