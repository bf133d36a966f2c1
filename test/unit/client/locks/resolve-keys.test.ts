import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type KeyInputs, resolveKeys } from '../../../../src/client/locks/resolve-keys.ts';
import { readLockKey } from '../../../../src/domain/locks/lock-key.ts';

const none: KeyInputs = { component: undefined, stack: undefined, key: undefined, keys: undefined };
const repository = 'acme/infra';
const resolve = (inputs: Partial<KeyInputs>) => resolveKeys({ ...none, ...inputs }, repository);

describe('resolveKeys', () => {
  test.each<{ name: string; inputs: Partial<KeyInputs>; keys: readonly string[] }>([
    { name: 'nothing', inputs: {}, keys: [] },
    { name: 'a pair', inputs: { component: 'vpc', stack: 'dev' }, keys: ['acme/infra/dev/vpc'] },
    {
      name: 'slashes',
      inputs: { component: 'net/vpc', stack: 'org/dev' },
      keys: ['acme/infra/org/dev/net/vpc'],
    },
    { name: 'a key', inputs: { key: 'dev/vpc' }, keys: ['acme/infra/dev/vpc'] },
    { name: 'a whole key', inputs: { key: 'acme/infra/dev/vpc' }, keys: ['acme/infra/dev/vpc'] },
    {
      name: 'a whole key in other letters',
      inputs: { key: 'Acme/Infra/dev/vpc' },
      keys: ['acme/infra/dev/vpc'],
    },
    { name: 'a stack named like the owner', inputs: { key: 'acme/vpc' }, keys: ['acme/infra/acme/vpc'] },
    {
      name: 'a name that only begins so',
      inputs: { key: 'acme/infra2/vpc' },
      keys: ['acme/infra/acme/infra2/vpc'],
    },
    {
      name: 'one lock in two spellings',
      inputs: { keys: ['dev/a', 'acme/infra/dev/a'] },
      keys: ['acme/infra/dev/a'],
    },
  ])('$name', ({ inputs, keys }) => {
    expect(resolve(inputs)).toEqual(keys);
  });

  test.each<{ name: string; inputs: Partial<KeyInputs>; code: string }>([
    { name: 'half a pair', inputs: { component: 'vpc' }, code: 'INPUT_MISSING' },
    {
      name: 'a pair and a key',
      inputs: { component: 'vpc', stack: 'dev', key: 'dev/vpc' },
      code: 'INPUT_INVALID',
    },
    { name: 'a key and keys', inputs: { key: 'dev/vpc', keys: ['dev/a'] }, code: 'INPUT_INVALID' },
    { name: 'a key of one part', inputs: { key: 'vpc' }, code: 'INPUT_INVALID' },
    { name: 'a repository alone', inputs: { key: 'acme/infra/' }, code: 'INPUT_INVALID' },
    { name: 'a line break', inputs: { key: 'dev/v\npc' }, code: 'INPUT_INVALID' },
    {
      name: 'too many',
      inputs: { keys: Array.from({ length: 101 }, (_, n) => `dev/${n}`) },
      code: 'INPUT_INVALID',
    },
  ])('refuses $name', ({ inputs, code }) => {
    expect(() => resolve(inputs)).toThrow(expect.objectContaining({ code }));
  });

  test('needs a repository', () => {
    expect(() => resolveKeys({ ...none, key: 'dev/vpc' }, undefined)).toThrow(/GITHUB_REPOSITORY/);
  });

  test('gives what the server takes, or refuses', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 600, unit: 'binary' }), (key) => {
        let keys: readonly string[];
        try {
          keys = resolve({ key });
        } catch (error) {
          expect(error).toMatchObject({ code: 'INPUT_INVALID' });
          return;
        }
        expect(keys.map((text) => readLockKey(text).status)).toEqual(['ok']);
        expect(keys[0]?.startsWith(`${repository}/`)).toBe(true);
      }),
    );
  });
});
