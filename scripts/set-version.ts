/**
 * Prepares a release: writes the version into every file that has it, and puts the entries of CHANGELOG.md that are not released yet
 * below a heading of their own.
 *
 * Usage: `npm run release:version 1.2.3`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** By file: the text before the version, and after it. */
const places: readonly (readonly [file: string, before: string, after: string])[] = [
  ['package.json', '  "version": "', '"'],
  ['src/base/version.ts', "export const version = '", "'"],
  ['deploy/helm/atmos-pro/Chart.yaml', '\nversion: ', '\n'],
  ['deploy/helm/atmos-pro/Chart.yaml', '\nappVersion: ', '\n'],
  ['deploy/kubernetes/kustomization.yaml', '    newTag: ', '\n'],
  // The file itself, and its root package.
  ['package-lock.json', '{\n  "name": "atmos-pro-actions",\n  "version": "', '"'],
  ['package-lock.json', '    "": {\n      "name": "atmos-pro-actions",\n      "version": "', '"'],
];
const unreleased = '## Unreleased\n';

function fail(problem: string): never {
  throw new Error(`${problem} No file was changed.`);
}

function replaceVersion(text: string, place: (typeof places)[number], from: string, to: string): string {
  const [file, before, after] = place;
  const parts = text.split(`${before}${from}${after}`);
  if (parts.length !== 2)
    fail(`Expected the version ${from} once after ${JSON.stringify(before)} in ${file}.`);
  return parts.join(`${before}${to}${after}`);
}

function isNewer(version: string, than: string): boolean {
  const [a = [], b = []] = [version, than].map((text) => text.split('.').map(Number));
  const index = a.findIndex((part, at) => part !== b[at]);
  return index >= 0 && (a[index] ?? 0) > (b[index] ?? 0);
}

function cutChangelog(text: string, version: string, date: string): string {
  const [head = '', rest] = text.split(unreleased);
  if (rest === undefined) fail('CHANGELOG.md has no heading "Unreleased".');
  if (text.includes(`\n## ${version}`)) fail(`CHANGELOG.md has a heading for ${version} already.`);
  if (!/^- /m.test(rest.split('\n## ')[0] ?? '')) fail('CHANGELOG.md has no entry under "Unreleased".');
  return `${head}${unreleased}\n## ${version} (${date})\n${rest}`;
}

/**
 * The files that change, with their new text. The first release may keep the version that the files have.
 * @param date of the release, YYYY-MM-DD. Throws if the version is not greater, or if a file is not as expected.
 */
export function prepareRelease(
  read: (file: string) => string,
  version: string,
  date: string,
): ReadonlyMap<string, string> {
  if (!/^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}$/.test(version))
    fail(`Invalid version: expected three numbers such as 1.2.3, got ${JSON.stringify(version)}.`);
  const [, current = ''] = /"version": "([^"]+)"/.exec(read('package.json')) ?? [];
  const changelog = read('CHANGELOG.md');
  const isFirst = !/^## \d/m.test(changelog);
  if (!isNewer(version, current) && !(isFirst && version === current))
    fail(`Expected a version that is greater than ${current}, got ${version}.`);
  const changed = new Map([['CHANGELOG.md', cutChangelog(changelog, version, date)]]);
  for (const place of places) {
    const text = changed.get(place[0]) ?? read(place[0]);
    changed.set(place[0], replaceVersion(text, place, current, version));
  }
  return changed;
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..');
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const version = process.argv[2] ?? '';
  for (const [file, text] of prepareRelease(read, version, new Date().toISOString().slice(0, 10))) {
    writeFileSync(join(root, file), text);
    process.stdout.write(`${file}\n`);
  }
}
