import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { configFiles } from '../../../src/git/config-files.ts';
import { removeGitConfigFile, writeGitConfigFile } from '../../../src/git/git-config-file.ts';
import { runGit } from '../../../src/git/run-git.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'git-adapter-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('the configuration file', () => {
  test('is for its owner alone, whatever the umask', async () => {
    const umask = process.umask(0);
    try {
      const path = await writeGitConfigFile(directory, 'text\n');
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(readFileSync(path, 'utf8')).toBe('text\n');
    } finally {
      process.umask(umask);
    }
  });

  test('has a name of its own each time', async () => {
    expect(await writeGitConfigFile(directory, 'a')).not.toBe(await writeGitConfigFile(directory, 'b'));
  });

  test.each([
    ['a file', (path: string) => writeFileSync(path, 'theirs')],
    ['a link to a file', (path: string, target: string) => symlinkSync(target, path)],
    ['a link to nothing', (path: string, target: string) => symlinkSync(`${target}-new`, path)],
    ['a directory', (path: string) => mkdirSync(path)],
  ])('%s that is there already is neither followed nor touched', async (_name, prepare) => {
    const target = join(directory, 'target');
    writeFileSync(target, 'theirs');
    prepare(join(directory, 'taken'), target);
    const before = readdirSync(directory);
    await expect(writeGitConfigFile(directory, 'secret', { name: 'taken' })).rejects.toMatchObject({
      code: 'INPUT_FILE_UNUSABLE',
      message: expect.not.stringContaining('secret'),
    });
    expect(readdirSync(directory)).toEqual(before);
    expect(readFileSync(target, 'utf8')).toBe('theirs');
  });

  test('a missing directory is refused', async () => {
    await expect(writeGitConfigFile(join(directory, 'missing'), 'x')).rejects.toMatchObject({
      code: 'INPUT_FILE_UNUSABLE',
      hint: expect.stringContaining('RUNNER_TEMP'),
    });
  });

  test('is removed, once or twice', async () => {
    const path = await writeGitConfigFile(directory, 'x');
    await removeGitConfigFile(path);
    await removeGitConfigFile(path);
    expect(readdirSync(directory)).toEqual([]);
  });

  test('what cannot be removed is reported', async () => {
    await expect(removeGitConfigFile(directory)).rejects.toMatchObject({ code: 'INPUT_FILE_UNUSABLE' });
  });
});

describe('configuration files on disk', () => {
  test('are read, and absent ones are not', async () => {
    const path = join(directory, 'atmos.yaml');
    writeFileSync(path, 'a: ä\n');
    expect(await configFiles.readText(path, 10)).toBe('a: ä\n');
    expect(await configFiles.readText(join(directory, 'none'), 10)).toBeUndefined();
    expect(await configFiles.readText(join(path, 'below'), 10)).toBeUndefined();
    expect(await configFiles.readText(directory, 1_000_000)).toBeUndefined();
    expect(await configFiles.list(directory)).toEqual(['atmos.yaml']);
    expect(await configFiles.list(path)).toBeUndefined();
  });

  test('over the bound are refused', async () => {
    const path = join(directory, 'atmos.yaml');
    writeFileSync(path, '#'.repeat(11));
    await expect(configFiles.readText(path, 10)).rejects.toMatchObject({ code: 'INPUT_CONFIG_INVALID' });
  });

  test('that may not be read are refused', async () => {
    const path = join(directory, 'atmos.yaml');
    symlinkSync('atmos.yaml', path);
    await expect(configFiles.readText(path, 10)).rejects.toMatchObject({ code: 'INPUT_FILE_UNUSABLE' });
  });
});

describe('git', () => {
  test('gives its output', async () => {
    const { stdout, exitCode } = await runGit(['--version']);
    expect({ stdout, exitCode }).toEqual({ stdout: expect.stringMatching(/^git version/), exitCode: 0 });
  });

  test('gets its directory, environment and input', async () => {
    const environment = {
      PATH: process.env['PATH'] ?? '',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'a.b',
      GIT_CONFIG_VALUE_0: 'c',
    };
    expect((await runGit(['config', 'a.b'], { directory, environment })).stdout).toBe('c\n');
    expect((await runGit(['hash-object', '--stdin'], { directory, input: '' })).stdout).toMatch(/^e69de29/);
  });

  test('that fails is an error, unless any exit code will do', async () => {
    await expect(runGit(['config', 'no.such'], { directory })).rejects.toMatchObject({ code: 'INTERNAL' });
    expect((await runGit(['config', 'no.such'], { directory, anyExitCode: true })).exitCode).toBe(1);
  });

  test('that cannot be started is named', async () => {
    chmodSync(directory, 0o700);
    const path = process.env['PATH'];
    process.env['PATH'] = directory;
    try {
      await expect(runGit(['--version'])).rejects.toMatchObject({ code: 'INPUT_GIT_MISSING' });
    } finally {
      process.env['PATH'] = path;
    }
  });
});
