/** Decides which flags a workflow may pass to atmos, and whether an installed release is new enough. */

/** Flags that would take the result elsewhere, or in another shape. */
const ownFlags = [
  'upload',
  'file',
  'format',
  'output-file',
  'query',
  'base',
  'ref',
  'sha',
  'repo-path',
  'help',
];
/** `1.218.0`, perhaps with `v` before it. */
const releasePattern = /(?<![\w.])v?(\d+)\.(\d+)\.(\d+)(?![\d.])/;

/** What is wrong with a further flag, as an input says it. */
export function flagProblem(flag: string): string | undefined {
  const [, name] = /^--([a-z][a-z0-9-]*)(?:=[^\p{Cc}]*)?$/u.exec(flag) ?? [];
  if (name === undefined) return 'takes flags such as --logs-level=Debug, each with its value after "="';
  return ownFlags.includes(name) ? `must leave --${name} to this action` : undefined;
}

/** What is wrong with a least release, as an input says it. */
export function releaseProblem(text: string): string | undefined {
  return /^v?\d+\.\d+\.\d+$/.test(text) ? undefined : 'takes a release such as 1.218.0';
}

/** The first release that a text names, without `v`; undefined for a development build, which has none. */
export function findRelease(text: string): string | undefined {
  const [, ...parts] = releasePattern.exec(text) ?? [];
  return parts.length === 0 ? undefined : parts.join('.');
}

export function isOlderRelease(one: string, other: string): boolean {
  const [mine, yours] = [one, other].map((release) => release.replace(/^v/, '').split('.').map(Number));
  const index = mine?.findIndex((part, place) => part !== yours?.[place]) ?? -1;
  return index !== -1 && (mine?.[index] ?? 0) < (yours?.[index] ?? 0);
}
