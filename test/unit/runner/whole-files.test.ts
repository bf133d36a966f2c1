/** Files that other processes wait for or read while they are written: they appear whole, and change whole. */
import {
  closeSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { writeConfinedFile } from '../../../src/runner/confined-path.ts';
import { lostFile, writeKeptLocks } from '../../../src/runner/heartbeat-folder.ts';
import { replaceWholeFile } from '../../../src/runner/whole-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whole-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function lost(...names: readonly string[]) {
  return names.map(
    (name) => ({ id: '', key: `acme/infra/${name}`, until: 0, status: 'lost', reason: 'gone' }) as const,
  );
}

const writers = {
  'lost-file of lock-stack': async (text: string) => {
    await writeKeptLocks(folder, lost(text));
    return { path: lostFile(folder), content: `acme/infra/${text}: gone\n` };
  },
  'file of an input': async (text: string) => {
    const confinement = { workspace: folder };
    await writeConfinedFile('report.sarif', text, { input: 'sarif-file', confinement });
    return { path: join(folder, 'report.sarif'), content: text };
  },
  'any other file': async (text: string) => {
    const path = join(folder, 'other');
    await replaceWholeFile(path, text);
    return { path, content: text };
  },
};

test.each(Object.entries(writers))(
  'who has opened the %s reads it to its end while it is written anew',
  async (_name, write) => {
    const before = await write('before');
    const reader = openSync(before.path, 'r');
    try {
      const after = await write('after');
      expect(readFileSync(reader, 'utf8')).toBe(before.content);
      expect(readFileSync(after.path, 'utf8')).toBe(after.content);
    } finally {
      closeSync(reader);
    }
    expect(readdirSync(folder).filter((name) => /[\da-f]{8}-/.test(name))).toEqual([]);
  },
);

test('a link that another program puts at the lost-file is replaced, not followed', async () => {
  const victim = join(folder, 'victim');
  writeFileSync(victim, 'untouched');
  symlinkSync(victim, lostFile(folder));
  await writeKeptLocks(folder, lost('dev/vpc'));
  expect(readFileSync(victim, 'utf8')).toBe('untouched');
  expect(lstatSync(lostFile(folder)).isFile()).toBe(true);
});

test('a file keeps its mode, or gets the one asked for', async () => {
  if (process.platform === 'win32') return;
  const path = join(folder, 'secret');
  await replaceWholeFile(path, 'text', { mode: 0o600 });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  writeFileSync(join(folder, 'report.sarif'), '', { mode: 0o640 });
  const { path: report } = await writers['file of an input']('text');
  expect(statSync(report).mode & 0o777).toBe(0o640);
});

test('nothing is left behind where the file cannot be replaced', async () => {
  await expect(replaceWholeFile(folder, 'text')).rejects.toMatchObject({ code: expect.any(String) });
  const drafts = readdirSync(dirname(folder)).filter((name) => name.startsWith(`${basename(folder)}.`));
  expect(drafts).toEqual([]);
});
