/**
 * GitHub's patterns for branches, tags and paths: `*` stops at a slash, `**` does not, `?` and `+` repeat the character before,
 * `!` at the start excludes what an earlier pattern included.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 */

function toSource(pattern: string): string {
  return pattern.replace(/\*\*\/|\*\*|\*|\[[^\]]*\]|\\.|[?+]|./gs, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part.length > 1 || part === '?' || part === '+') return part;
    return part.replace(/[$^.|(){}[\]\\]/, '\\$&');
  });
}

function fitsPattern(pattern: string, name: string): boolean {
  return new RegExp(`^${toSource(pattern)}$`, 's').test(name);
}

/** Whether the last pattern that fits is one that includes. */
export function isIncluded(patterns: readonly string[], name: string): boolean {
  return patterns.reduce((included, pattern) => {
    const excludes = pattern.startsWith('!');
    return fitsPattern(excludes ? pattern.slice(1) : pattern, name) ? !excludes : included;
  }, false);
}
