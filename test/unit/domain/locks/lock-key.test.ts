import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatLockKey, maxKeyLength, readLockKey } from '../../../../src/domain/locks/lock-key.ts';

describe('keys', () => {
  test.each([
    ['a component', 'acme/infra/dev/vpc', 'acme/infra', 'dev/vpc'],
    ['a component with slashes', 'acme/infra/dev/net/vpc', 'acme/infra', 'dev/net/vpc'],
    ['dots and dashes', 'a-c_me/in.fra/dev/vpc', 'a-c_me/in.fra', 'dev/vpc'],
    ['spaces and letters of the world', 'acme/infra/dev stack/größe', 'acme/infra', 'dev stack/größe'],
  ])('with %s', (_name, text, repository, path) => {
    expect(readLockKey(text)).toEqual({ status: 'ok', value: { repository, path } });
  });

  test.each([
    ['nothing', ''],
    ['no repository', '//dev/vpc'],
    ['no owner', '/infra/dev/vpc'],
    ['no component', 'acme/infra/dev'],
    ['an empty stack', 'acme/infra//vpc'],
    ['an empty component', 'acme/infra/dev/'],
    ['an owner that no account has', 'ac me/infra/dev/vpc'],
    ['a line break', 'acme/infra/dev/v\npc'],
    ['NUL', 'acme/infra/dev/v\0'],
    ['half a surrogate pair', 'acme/infra/dev/v\ud800'],
    ['a change of direction', 'acme/infra/dev/v\u202e'],
    ['too many characters', `acme/infra/dev/${'x'.repeat(maxKeyLength)}`],
  ])('with %s are refused', (_name, text) => {
    expect(readLockKey(text)).toMatchObject({ status: 'refused', refusal: { tag: 'LockKeyInvalid' } });
  });

  test('any text is parsed to itself or refused', () => {
    const part = fc.oneof(fc.string(), fc.constantFrom('acme', 'infra', '', 'a/b'));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.tuple(part, part, part, part).map((parts) => parts.join('/')),
        ),
        (text) => {
          const parsed = readLockKey(text);
          if (parsed.status === 'ok') expect(formatLockKey(parsed.value)).toBe(text);
        },
      ),
    );
  });
});
