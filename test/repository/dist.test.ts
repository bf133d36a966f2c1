/** What is generated and committed is what the sources generate today. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { patience } from '../support/patience.ts';
import { root } from '../support/source-files.ts';

/** A build takes some 10 s on two cores, more beside other tests; in milliseconds. */
const buildTimeout = patience(180_000);
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'atmos-pro-dist-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function runScript(name: string, outDir: string): void {
  execFileSync(process.execPath, ['--no-warnings', join(root, 'scripts', name), outDir], {
    cwd: root,
    stdio: 'pipe',
  });
}

/** Path below `folder` → content, for every file. */
function contents(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), 'latin1')]));
}

function expectSame(fresh: ReadonlyMap<string, string>, committed: ReadonlyMap<string, string>): void {
  expect([...committed.keys()]).toEqual([...fresh.keys()]);
  // Names only: a diff of two bundles is unreadable.
  expect([...fresh.keys()].filter((path) => fresh.get(path) !== committed.get(path))).toEqual([]);
}

test(
  'dist/ is a fresh build, byte for byte (else: npm run build)',
  () => {
    runScript('build.ts', directory);
    expectSame(contents(directory), contents(join(root, 'dist')));
  },
  buildTimeout,
);

test('the validators are generated from today’s schemas (else: npm run validators)', () => {
  runScript('validators.ts', directory);
  expectSame(contents(directory), contents(join(root, 'src/schema/generated')));
});
