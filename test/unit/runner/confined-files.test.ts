/** What a checkout holds may come from a stranger: nothing is read or written outside of it, or without a bound. */
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readBoundedFile } from '../../../src/runner/bounded-file.ts';
import { writeConfinedFile } from '../../../src/runner/confined-path.ts';
import { findFiles, maxFoundFiles, maxPatterns } from '../../../src/runner/find-files.ts';

let base: string;
let root: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'atmos-files-')));
  root = join(base, 'workspace');
  mkdirSync(join(base, 'outside'));
  write('../outside/secret.yaml', 'secret');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function write(path: string, text = ''): string {
  const file = join(root, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return file;
}

describe('findFiles', () => {
  const files = [
    '.atmos/pro/sts/a.yaml',
    '.atmos/pro/sts/b.yml',
    'm/.atmos/pro/sts/c.yaml',
    'node_modules/x/d.yaml',
    '.git/e.yaml',
    'f.txt',
  ];
  test.each<[string, string[], string[]]>([
    ['the default', ['.atmos/pro/sts/*.yaml', '.atmos/pro/sts/*.yml'], files.slice(0, 2)],
    ['everywhere', ['**/.atmos/pro/sts/*.yaml'], [files[0] ?? '', files[2] ?? '']],
    ['a plain path', ['./f.txt'], ['f.txt']],
    ['braces', ['.atmos/pro/sts/{a,b}.{yaml,yml}'], files.slice(0, 2)],
    ['less some', ['**/*.yaml', '!m/**'], ['.atmos/pro/sts/a.yaml']],
    ['node_modules when it is named', ['node_modules/**/*.yaml'], ['node_modules/x/d.yaml']],
    ['nothing', ['*.json'], []],
    ['a path that begins with a hash', ['#x/*'], []],
  ])('%s', async (_name, patterns, expected) => {
    for (const file of files) write(file);
    expect(await findFiles(root, patterns)).toEqual(expected);
  });

  test.each([
    '../outside/*.yaml',
    '/etc/*',
    'a/../../x',
    '!../x',
    '~/x',
    '\\\\host\\x',
    'C:/x',
    '{a,..}/x',
    '.\\..\\x',
  ])('refuses %s, which leads out of the workspace', async (pattern) => {
    await expect(findFiles(root, [pattern])).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('is outside of the workspace'),
    });
  });

  test('finds a link and follows none', async () => {
    write('x.yaml');
    symlinkSync(join(base, 'outside'), join(root, 'way'));
    symlinkSync(join(base, 'outside/secret.yaml'), join(root, 'link.yaml'));
    expect(await findFiles(root, ['**/*.yaml'])).toEqual(['link.yaml', 'x.yaml']);
  });

  test('finds a directory where a policy should be', async () => {
    write('p/default.yaml/x');
    expect(await findFiles(root, ['p/*.yaml'])).toEqual(['p/default.yaml']);
  });

  test('has bounds', async () => {
    await expect(findFiles(root, Array(maxPatterns + 1).fill('x'))).rejects.toThrow(
      `the limit is ${maxPatterns}`,
    );
    await expect(findFiles(root, ['x'.repeat(1_025)])).rejects.toThrow('the limit is 1024');
    mkdirSync(root);
    for (let index = 0; index <= maxFoundFiles; index += 1) writeFileSync(join(root, `${index}.yaml`), '');
    await expect(findFiles(root, ['*.yaml'])).rejects.toThrow(`more than ${maxFoundFiles} files`);
  });

  test('a missing directory has no files', async () => {
    expect(await findFiles(join(base, 'nowhere'), ['**'])).toEqual([]);
  });
});

describe('readBoundedFile', () => {
  test('reads a regular file up to the limit', async () => {
    const file = write('a', 'abc');
    expect(await readBoundedFile(file, 3)).toEqual({ kind: 'content', content: Buffer.from('abc') });
    expect(await readBoundedFile(file, 2)).toMatchObject({
      problem: 'is too large: 3 bytes, the limit is 2',
      size: 3,
    });
  });

  test('does not read a huge file to its end', async () => {
    const file = write('huge');
    truncateSync(file, 8 * 2 ** 30);
    expect(await readBoundedFile(file, 10)).toMatchObject({ size: 8 * 2 ** 30 });
  });

  test.each<[string, () => string, object]>([
    ['nothing', () => join(root, 'nothing'), { kind: 'absent' }],
    ['a file on the way', () => join(write('a'), 'b'), { kind: 'absent' }],
    [
      'a link',
      () => {
        symlinkSync(write('a'), join(root, 'b'));
        return join(root, 'b');
      },
      { kind: 'unusable', problem: 'is a symbolic link; it must be a regular file' },
    ],
    [
      'a directory',
      () => join(write('a/b'), '..'),
      { kind: 'unusable', problem: 'is a directory; it must be a regular file' },
    ],
    [
      'a pipe, without waiting for it',
      () => {
        spawnSync('mkfifo', [join(write('a'), '../pipe')]);
        return join(root, 'pipe');
      },
      { kind: 'unusable', problem: 'is not a regular file' },
    ],
  ])('%s', async (_name, make, expected) => {
    expect(await readBoundedFile(make(), 10)).toEqual(expected);
  });
});

describe('writeConfinedFile', () => {
  const confinement = () => ({ workspace: root, others: [join(base, 'temp')] });
  const save = (path: string) =>
    writeConfinedFile(path, 'text', { input: 'sarif-file', confinement: confinement() });
  beforeEach(() => {
    mkdirSync(root);
    mkdirSync(join(base, 'temp'));
  });

  test.each<[string, () => string]>([
    ['in the workspace', () => 'a.sarif'],
    ['below new directories', () => 'x/y/a.sarif'],
    ['in the temporary directory', () => join(base, 'temp/a.sarif')],
  ])('%s', async (_name, path) => {
    await save(path());
    expect(readFileSync(join(path().startsWith('/') ? '' : root, path()), 'utf8')).toBe('text');
  });

  test.each<[string, () => string]>([
    ['a path that climbs', () => '../outside/a'],
    ['an absolute path', () => join(base, 'outside/a')],
    ['the workspace itself', () => '.'],
    ['a sibling with the same prefix', () => `${root}-evil/a`],
    [
      'a directory that is a link',
      () => {
        symlinkSync(join(base, 'outside'), join(root, 'way'));
        return 'way/a';
      },
    ],
    [
      'a file that is a link',
      () => {
        symlinkSync(join(base, 'outside/secret.yaml'), join(root, 'a.sarif'));
        return 'a.sarif';
      },
    ],
    [
      'a link that does not resolve yet',
      () => {
        symlinkSync(join(base, 'outside/new'), join(root, 'a.sarif'));
        return 'a.sarif';
      },
    ],
  ])('refuses %s', async (_name, path) => {
    await expect(save(path())).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect(readFileSync(join(base, 'outside/secret.yaml'), 'utf8')).toBe('secret');
  });

  test('says so when the place is a directory', async () => {
    mkdirSync(join(root, 'a'));
    await expect(save('a')).rejects.toMatchObject({ code: 'INPUT_FILE_UNUSABLE' });
  });
});
