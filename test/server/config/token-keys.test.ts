/** The keys that tokens of jobs are stored encrypted with: where they come from, and which are refused. */
import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { ServerEnvironment } from '../../../src/server/config/environment.ts';
import { readServerConfig } from '../../../src/server/config/read-config.ts';

const makeKey = () => randomBytes(32).toString('base64');
const [first, second] = [makeKey(), makeKey()];

function read(environment: ServerEnvironment, more: object = {}) {
  return readServerConfig({
    text: JSON.stringify({
      public_url: 'https://pro.example.com',
      workspaces: [{ id: 'ws', repositories: [] }],
      ...more,
    }),
    file: '/etc/atmos/atmos-pro.yaml',
    environment,
    readFile: (path) => {
      if (path === '/run/key') return `${first}\n${second}\n`;
      if (path === '/run/empty') return '\n';
      throw new Error(`ENOENT ${path}`);
    },
  }).tokenKeys;
}

test('without a variable there is none', () => {
  expect(read({})).toEqual([]);
});

test('one, or two in their order, from the environment or from a file, each with an id that stays', () => {
  const [one] = read({ ATMOS_PRO_TOKEN_ENCRYPTION_KEY: first });
  expect(one?.id).toMatch(/^[0-9a-f]{16}$/);
  const ids = read({ ATMOS_PRO_TOKEN_ENCRYPTION_KEY: `${second} ${first}` }).map(({ id }) => id);
  expect(ids).toEqual([expect.any(String), one?.id]);
  const fromFile = read({
    ATMOS_PRO_TOKEN_ENCRYPTION_KEY_FILE: '/run/key',
    ATMOS_PRO_TOKEN_ENCRYPTION_KEY: second,
  });
  expect(fromFile.map(({ id }) => id)).toEqual(ids.toReversed());
});

test('a key does not show itself', () => {
  const keys = read({ ATMOS_PRO_TOKEN_ENCRYPTION_KEY: first });
  const shown = JSON.stringify(keys);
  expect(shown).not.toContain(first);
  expect(shown).not.toContain(Buffer.from(first, 'base64').toString('hex').slice(0, 16));
});

test.each<[string, ServerEnvironment]>([
  ['is too short', { ATMOS_PRO_TOKEN_ENCRYPTION_KEY: randomBytes(16).toString('base64') }],
  ['is not Base64', { ATMOS_PRO_TOKEN_ENCRYPTION_KEY: `${'x'.repeat(42)}-_` }],
  ['is hexadecimal', { ATMOS_PRO_TOKEN_ENCRYPTION_KEY: randomBytes(32).toString('hex') }],
  ['is not random', { ATMOS_PRO_TOKEN_ENCRYPTION_KEY: Buffer.alloc(32, 'ab').toString('base64') }],
  ['is three', { ATMOS_PRO_TOKEN_ENCRYPTION_KEY: [first, second, makeKey()].join(' ') }],
  ['is in an empty file', { ATMOS_PRO_TOKEN_ENCRYPTION_KEY_FILE: '/run/empty' }],
  ['is in a file that does not exist', { ATMOS_PRO_TOKEN_ENCRYPTION_KEY_FILE: '/run/none' }],
])('a key that %s is refused, and never quoted', (_what, environment) => {
  const attempt = () => read(environment);
  expect(attempt).toThrow(expect.objectContaining({ code: 'INPUT_CONFIG_INVALID' }));
  for (const secret of (environment.ATMOS_PRO_TOKEN_ENCRYPTION_KEY ?? first).split(' '))
    expect(attempt).not.toThrow(new RegExp(secret.slice(0, 12).replaceAll('+', '\\+')));
});

test('a key in the configuration file is refused: it is not beside the database', () => {
  expect(() => read({}, { token_encryption_key: first })).toThrow(
    expect.objectContaining({ code: 'INPUT_CONFIG_INVALID' }),
  );
});
