/** Importing a module defines things and does nothing: no work at import time. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { projectFiles, root } from '../support/source-files.ts';

const script = join(root, 'test/repository/import-everything.ts');
let directory: string;

/** File → what importing it did, for the files where that is something. */
function effectsOfImporting(files: readonly string[]): Record<string, string[]> {
  const output = execFileSync(process.execPath, ['--no-warnings', script, ...files], {
    cwd: root,
    encoding: 'utf8',
  });
  // Modules may have printed before it.
  return JSON.parse(output.slice(output.lastIndexOf('\n') + 1)) as Record<string, string[]>;
}

beforeAll(() => {
  // Git ignores the folder `build`, so tests that read all files of the repository do not find it.
  mkdirSync(join(root, 'build'), { recursive: true });
  directory = mkdtempSync(join(root, 'build', 'imports-'));
  mkdirSync(join(directory, 'src'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('no module does anything when it is imported', () => {
  const files = projectFiles().filter(
    (file) => /^(src|actions)\/.*\.ts$/.test(file) && !file.endsWith('.d.ts'),
  );
  expect(effectsOfImporting(files)).toEqual({});
});

test.each([
  ['reads the environment', 'export const home = process.env.HOME;', ['process.env.HOME']],
  [
    'writes a file',
    "import { writeFileSync } from 'node:fs';\nwriteFileSync('/dev/null', '');",
    ['fs.writeFileSync'],
  ],
  ['starts a timer', 'setInterval(() => {}, 1000);', ['globalThis.setInterval', 'Timeout']],
  ['prints', "console.log('hello');", ['stdout.write']],
  [
    'runs a program',
    "import { spawnSync } from 'node:child_process';\nspawnSync('true');",
    ['child_process.spawnSync'],
  ],
])('notices a module that %s', (name, source, effects) => {
  const file = join(directory, 'src', `${name.replaceAll(' ', '-')}.ts`);
  writeFileSync(file, source);
  expect(effectsOfImporting([file])).toEqual({ [file]: effects });
});
