import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildGitConfig } from '../../../../src/domain/git-config/build-git-config.ts';
import { type GitConfigEntry, parseGitConfigKey } from '../../../../src/domain/git-config/entry.ts';
import {
  includeGitConfigFile,
  renderGitConfigFile,
} from '../../../../src/domain/git-config/render-git-config-file.ts';
import { realGit } from '../../../support/real-git.ts';

const directory = mkdtempSync(join(tmpdir(), 'git-file-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** Entries that git reads from a file, section and name in lower case as it prints them. */
function readBack(text: string): readonly GitConfigEntry[] {
  writeFileSync(join(directory, 'config'), text);
  const { ok, stdout, stderr } = realGit(['config', '-f', 'config', '--list', '-z'], { directory });
  expect({ ok, stderr }).toEqual({ ok: true, stderr: '' });
  return stdout
    .split('\0')
    .slice(0, -1)
    .map((item) => ({ key: item.slice(0, item.indexOf('\n')), value: item.slice(item.indexOf('\n') + 1) }));
}

function asGitPrints({ key, value }: GitConfigEntry): GitConfigEntry {
  const { section, subsection, name } = parseGitConfigKey(key) ?? { section: '', subsection: '', name: '' };
  const middle = subsection === undefined ? '' : `.${subsection}`;
  return { key: `${section.toLowerCase()}${middle}.${name.toLowerCase()}`, value };
}

describe('renderGitConfigFile', () => {
  test('git reads the configuration of two grants back, in order', () => {
    const grants = ['A', 'B'].map((name) => ({
      host: 'github.com',
      owner: 'acme',
      token: `ghs_${name}`,
      repositories: [`acme/mod-${name}`],
    }));
    const { headers, rules } = buildGitConfig(grants);
    const entries = [...headers, ...rules.flatMap((file) => file.entries)];
    expect(readBack(renderGitConfigFile(entries))).toEqual(entries.map(asGitPrints));
  });

  const safe = fc.constantFrom(
    'a',
    'B',
    '1',
    '-',
    '.',
    ' ',
    '#',
    ';',
    '=',
    '"',
    '\\',
    '\t',
    ']',
    '[',
    '\b',
    'ä',
    '😀',
    '~',
    '%',
    '$',
  );
  const text = (more: fc.Arbitrary<string>) =>
    fc.array(fc.oneof(safe, more), { maxLength: 12 }).map((characters) => characters.join(''));
  const entry = fc.record({
    key: fc
      .tuple(
        fc.constantFrom('http', 'url', 'a-1'),
        fc.option(text(fc.constant('x'))),
        fc.constantFrom('name', 'n-2'),
      )
      .map(([section, subsection, name]) =>
        [section, ...(subsection === null ? [] : [subsection]), name].join('.'),
      ),
    value: text(fc.constant('\n')),
  });
  test('git reads any entries back', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 20 }), (entries) => {
        expect(readBack(renderGitConfigFile(entries))).toEqual(entries.map(asGitPrints));
      }),
      { numRuns: 100 },
    );
  });

  test.each([
    ['a key without a section', { key: 'name', value: '' }],
    ['an empty section', { key: '.sub.name', value: '' }],
    ['a line break in a key', { key: 'url.a\nb.x', value: '' }],
    ['a NUL in a key', { key: 'url.a\0b.x', value: '' }],
    ['a NUL in a value', { key: 'a.b', value: '\0' }],
    ['a carriage return in a value', { key: 'a.b', value: 'x\r\n' }],
  ])('%s cannot be written', (_name, entry) => {
    expect(() => renderGitConfigFile([entry])).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
  });
});

describe('includeGitConfigFile', () => {
  test.each([
    [
      'a runner',
      '/home/runner/work/_temp/x.config',
      '/home/runner/work/_temp',
      ['/home/runner/work/_temp/x.config', '/github/runner_temp/x.config'],
    ],
    [
      'Windows',
      'D:\\a\\_temp\\x.config',
      'D:\\a\\_temp',
      ['D:\\a\\_temp\\x.config', '/github/runner_temp/x.config'],
    ],
    ['a container', '/github/runner_temp/x.config', '/github/runner_temp', ['/github/runner_temp/x.config']],
    [
      'a runner, in a directory',
      '/temp/x/y.config',
      '/temp',
      ['/temp/x/y.config', '/github/runner_temp/x/y.config'],
    ],
    ['a runner, outside of RUNNER_TEMP', '/tmp/x/y.config', '/temp', ['/tmp/x/y.config']],
    ['a runner without RUNNER_TEMP', '/tmp/x/y.config', undefined, ['/tmp/x/y.config']],
  ])('finds the file on %s', (_name, path, temp, expected) => {
    expect(includeGitConfigFile(path, temp)).toEqual(
      expected.map((value) => ({ key: 'include.path', value })),
    );
  });
});
