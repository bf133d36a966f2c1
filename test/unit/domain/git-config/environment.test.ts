import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { GitConfigEntry } from '../../../../src/domain/git-config/entry.ts';
import { appendToEnvironment, restoreEnvironment } from '../../../../src/domain/git-config/environment.ts';
import { realGit } from '../../../support/real-git.ts';

const directory = mkdtempSync(join(tmpdir(), 'git-environment-'));
afterAll(() => rmSync(directory, { recursive: true }));

type Variables = Readonly<Record<string, string>>;

const ours: readonly GitConfigEntry[] = [
  { key: 'http.https://github.com/acme/mod.extraheader', value: '' },
  { key: 'http.https://github.com/acme/mod.extraheader', value: 'Authorization: Basic x' },
];

/** Entries that git reads from an environment; undefined when it refuses all of them. */
function readBack(environment: Variables): readonly string[] | undefined {
  const { ok, stdout } = realGit(['config', '--list', '-z'], { directory, environment });
  return ok ? stdout.split('\0').slice(0, -1) : undefined;
}

const one = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'user.name', GIT_CONFIG_VALUE_0: 'Someone' };

describe('appending', () => {
  test.each([
    ['no count', {}, 0],
    ['an empty count', { GIT_CONFIG_COUNT: '' }, 0],
    ['a count of zero', { GIT_CONFIG_COUNT: '0' }, 0],
    ['a negative zero', { GIT_CONFIG_COUNT: '-0' }, 0],
    ['one entry', one, 1],
    ['a count with a sign', { ...one, GIT_CONFIG_COUNT: '+1' }, 1],
    ['a count with leading blanks', { ...one, GIT_CONFIG_COUNT: ' \t1' }, 1],
    ['a count with leading zeros', { ...one, GIT_CONFIG_COUNT: '01' }, 1],
    ['an empty value', { ...one, GIT_CONFIG_VALUE_0: '' }, 1],
    ['a key with an empty section', { ...one, GIT_CONFIG_KEY_0: '.user.name' }, 1],
    ['a key with a subsection', { ...one, GIT_CONFIG_KEY_0: 'url.a b=c.insteadOf' }, 1],
  ])('after %s', (_name, environment: Variables, start) => {
    const inherited = readBack(environment);
    const { variables, restore } = appendToEnvironment(ours, environment);
    expect(restore.start).toBe(start);
    expect(variables['GIT_CONFIG_COUNT']).toBe(String(start + 2));
    expect(readBack({ ...environment, ...variables })?.slice(0, start)).toEqual(inherited);
    expect(readBack({ ...environment, ...variables })).toHaveLength(start + 2);
  });

  test.each([
    ['a word', { GIT_CONFIG_COUNT: 'abc' }, 'GIT_CONFIG_COUNT'],
    ['a negative number', { GIT_CONFIG_COUNT: '-1' }, 'GIT_CONFIG_COUNT'],
    ['a number with something after it', { ...one, GIT_CONFIG_COUNT: '1 ' }, 'GIT_CONFIG_COUNT'],
    ['a sign alone', { GIT_CONFIG_COUNT: '+' }, 'GIT_CONFIG_COUNT'],
    ['a fraction', { GIT_CONFIG_COUNT: '1.0' }, 'GIT_CONFIG_COUNT'],
    ['a number over git’s limit', { GIT_CONFIG_COUNT: '2147483648' }, 'GIT_CONFIG_COUNT'],
    ['a number over every limit', { GIT_CONFIG_COUNT: '9'.repeat(400) }, 'GIT_CONFIG_COUNT'],
    ['a missing key', { GIT_CONFIG_COUNT: '1', GIT_CONFIG_VALUE_0: 'x' }, 'GIT_CONFIG_KEY_0'],
    ['a missing value', { ...one, GIT_CONFIG_COUNT: '2', GIT_CONFIG_KEY_1: 'a.b' }, 'GIT_CONFIG_VALUE_1'],
    ['git’s highest count with nothing behind it', { GIT_CONFIG_COUNT: '2147483647' }, 'GIT_CONFIG_KEY_0'],
    ['an empty key', { ...one, GIT_CONFIG_KEY_0: '' }, 'GIT_CONFIG_KEY_0'],
    ['a key without a section', { ...one, GIT_CONFIG_KEY_0: 'name' }, 'GIT_CONFIG_KEY_0'],
    ['a key without a name', { ...one, GIT_CONFIG_KEY_0: 'user.' }, 'GIT_CONFIG_KEY_0'],
    ['a key of one leading dot', { ...one, GIT_CONFIG_KEY_0: '.name' }, 'GIT_CONFIG_KEY_0'],
    ['a name that starts with a digit', { ...one, GIT_CONFIG_KEY_0: 'user.1name' }, 'GIT_CONFIG_KEY_0'],
    ['a blank in the section', { ...one, GIT_CONFIG_KEY_0: 'us er.name' }, 'GIT_CONFIG_KEY_0'],
    [
      'a line break in the subsection',
      { ...one, GIT_CONFIG_KEY_0: 'url.a\nb.insteadOf' },
      'GIT_CONFIG_KEY_0',
    ],
  ])('%s is refused by git, and by us with the variable named', (_name, environment: Variables, variable) => {
    expect(readBack(environment)).toBeUndefined();
    expect(() => appendToEnvironment(ours, environment)).toThrow(
      expect.objectContaining({
        code: 'INPUT_GIT_CONFIG_INVALID',
        message: expect.stringMatching(new RegExp(`^${variable} .*every git command fails`)),
        hint: expect.stringContaining('earlier step'),
      }),
    );
  });

  test('a long count is cut in the message', () => {
    expect(() => appendToEnvironment(ours, { GIT_CONFIG_COUNT: 'x'.repeat(5000) })).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^.{1,150}$/) }),
    );
  });

  const keys = fc
    .array(fc.constantFrom('a', 'Z', '1', '-', '.', ' ', '_', '\n', '"', '/', 'ä'), { maxLength: 8 })
    .map((characters) => characters.join(''));
  test('judges any key as git does', () => {
    fc.assert(
      fc.property(keys, (key) => {
        const environment = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: key, GIT_CONFIG_VALUE_0: 'x' };
        let accepted = true;
        try {
          appendToEnvironment(ours, environment);
        } catch {
          accepted = false;
        }
        expect(accepted).toBe(readBack(environment) !== undefined);
      }),
      {
        numRuns: 150,
        examples: [['a.b'], ['a.1.b'], ['-.b'], ['a._b'], ['a.b-'], ['a..b'], ['..b'], ['.a.b'], ['a.ä.b']],
      },
    );
  });
});

describe('taking out again', () => {
  test.each([
    ['nothing', {}, []],
    ['an empty count', { GIT_CONFIG_COUNT: '' }, []],
    ['one entry', one, ['user.name\nSomeone']],
    [
      'leftovers beyond the count',
      { ...one, GIT_CONFIG_KEY_1: 'left.over', GIT_CONFIG_VALUE_1: 'y' },
      ['user.name\nSomeone'],
    ],
  ])('gives back %s', (_name, before: Variables, expected) => {
    const { variables, restore } = appendToEnvironment(ours, before);
    const during: Variables = { ...before, ...variables };
    const after: Variables = {
      ...during,
      ...restoreEnvironment(JSON.parse(JSON.stringify(restore)), during),
    };
    expect(readBack(after)).toEqual(expected);
    for (const [name, value] of Object.entries(before)) {
      expect(after[name]).toBe(value);
    }
    for (const name of Object.keys(after).filter((name) => !(name in before))) {
      expect(after[name]).toBe('');
    }
  });

  test('the saved state holds none of its own values', () => {
    const { restore } = appendToEnvironment(ours, one);
    expect(JSON.stringify(restore)).not.toContain('Authorization');
  });

  test('entries that a later step appended keep working', () => {
    const { variables, restore } = appendToEnvironment(ours, one);
    const later = appendToEnvironment([{ key: 'later.step', value: 'z' }], { ...one, ...variables });
    const during = { ...one, ...variables, ...later.variables };
    const after = { ...during, ...restoreEnvironment(restore, during) };
    expect(readBack(after)).toContain('later.step\nz');
    expect(readBack(after)).toContain('user.name\nSomeone');
    expect(readBack(after)?.join()).not.toContain('github.com');
  });

  test('two steps undo their changes in reverse order', () => {
    const first = appendToEnvironment(ours, one);
    const during = { ...one, ...first.variables };
    const second = appendToEnvironment(ours, during);
    let environment: Variables = { ...during, ...second.variables };
    environment = { ...environment, ...restoreEnvironment(second.restore, environment) };
    expect(readBack(environment)).toHaveLength(3);
    environment = { ...environment, ...restoreEnvironment(first.restore, environment) };
    expect(readBack(environment)).toEqual(['user.name\nSomeone']);
  });

  test('entries that another tool wrote from zero on stay', () => {
    const { variables, restore } = appendToEnvironment(ours, {});
    const other = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'other.tool', GIT_CONFIG_VALUE_0: 'w' };
    const during = { ...variables, ...other };
    const after = { ...during, ...restoreEnvironment(restore, during) };
    expect(readBack(after)).toEqual(['other.tool\nw']);
    expect(JSON.stringify(after)).not.toContain('Authorization');
  });

  test('entries that another tool wrote from zero on, as many as ours, stay', () => {
    const { variables, restore } = appendToEnvironment(ours, {});
    const other = {
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'other.tool',
      GIT_CONFIG_VALUE_0: 'w',
      // The key is ours, the value is not.
      GIT_CONFIG_KEY_1: ours[1]?.key ?? '',
      GIT_CONFIG_VALUE_1: 'Authorization: Basic theirs',
    };
    const during = { ...variables, ...other };
    expect(restoreEnvironment(restore, during)).toEqual({});
  });

  test('the rest of our entries behind those of another tool goes', () => {
    const { variables, restore } = appendToEnvironment(ours, {});
    const during = { ...variables, GIT_CONFIG_KEY_0: 'other.tool', GIT_CONFIG_VALUE_0: 'w' };
    const after = { ...during, ...restoreEnvironment(restore, during) };
    expect(readBack(after)).toEqual(['other.tool\nw']);
    expect(JSON.stringify(after)).not.toContain('Authorization');
  });

  test('no entries change nothing', () => {
    const { variables, restore } = appendToEnvironment([], one);
    expect(readBack({ ...one, ...variables })).toEqual(['user.name\nSomeone']);
    expect(restoreEnvironment(restore, { ...one, ...variables })).toEqual({});
  });
});
