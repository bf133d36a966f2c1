/** Progress is for a person who waits at a terminal. */
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { type ProgressStream, withProgress } from '../../src/cli/progress.ts';
import { readProjectFile } from '../support/source-files.ts';

function makeTerminal(isTTY: boolean) {
  const written: string[] = [];
  const stream: ProgressStream = { isTTY, write: (text) => written.push(text) };
  return { written, stream };
}

test('is shown after a second, with the newest text, and removed at the end', async () => {
  const { written, stream } = makeTerminal(true);
  const result = await withProgress(
    'Checking',
    async (progress) => {
      progress.say('Checking database');
      while (written.length === 0) await wait(50);
      progress.clear();
      return 'done';
    },
    { stream },
  );
  expect(result).toBe('done');
  expect(written).toEqual([expect.stringMatching(/Checking database … \d+ s$/), '\r\u001b[K']);
});

test('is removed when the work fails', async () => {
  const { written, stream } = makeTerminal(true);
  const work = async () => {
    while (written.length === 0) await wait(50);
    throw new Error('broken');
  };
  await expect(withProgress('Working', work, { stream })).rejects.toThrow('broken');
  expect(written.at(-1)).toBe('\r\u001b[K');
});

test.each([
  { name: 'short work', isTTY: true, milliseconds: 0 },
  { name: 'a file or a pipe', isTTY: false, milliseconds: 1_200 },
])('writes nothing for $name', async ({ isTTY, milliseconds }) => {
  const { written, stream } = makeTerminal(isTTY);
  await withProgress('Working', () => wait(milliseconds), { stream });
  expect(written).toEqual([]);
});

test('is shown at once for work that lets no timer fire', async () => {
  const { written, stream } = makeTerminal(true);
  const work = async () => {
    const until = performance.now() + 1_100;
    while (performance.now() < until);
    return written.length;
  };
  expect(await withProgress('Copying', work, { stream, isBlocking: true })).toBe(1);
  expect(written).toEqual(['Copying …', '\r\u001b[K']);
});

test.each([
  'policy/lint',
  'config/pin',
  'backup/command',
  'restore/command',
  'health/command',
  'keys/command',
])('%s, which can take longer than a second, has it', (name) => {
  expect(readProjectFile(`src/cli/${name}.ts`)).toContain('withProgress(');
});
