/** Files that one process replaces while others read them. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readSharedJson, replaceSharedJson } from '../../../src/runner/shared-json.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shared-json-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['a file that does not exist', 'none.json'],
  ['a folder that does not exist', 'none/none.json'],
  ['a file below a file', 'file/none.json'],
])('%s is undefined', async (_name, path) => {
  writeFileSync(join(folder, 'file'), '');
  expect(await readSharedJson(join(folder, path))).toBeUndefined();
});

test('invalid JSON is an error', async () => {
  writeFileSync(join(folder, 'broken.json'), '{');
  await expect(readSharedJson(join(folder, 'broken.json'))).rejects.toMatchObject({
    code: 'INPUT_FILE_UNUSABLE',
  });
});

test('readers see one text or the other while another process replaces it', async () => {
  const path = join(folder, 'shared.json');
  const value = (round: number) => ({ round, filling: String(round).repeat(20_000) });
  await replaceSharedJson(path, value(0));
  const module = new URL('../../../src/runner/shared-json.ts', import.meta.url).href;
  const script = join(folder, 'replace.mjs');
  writeFileSync(
    script,
    `import { replaceSharedJson } from ${JSON.stringify(module)};
     for (let round = 1; round <= 200; round += 1)
       await replaceSharedJson(process.argv[2], { round, filling: String(round).repeat(20_000) });`,
  );
  const writer = fork(script, [path], { execArgv: [] });
  let isWriting = true;
  const ended = once(writer, 'exit').finally(() => {
    isWriting = false;
  });
  const seen = new Set<number>();
  while (isWriting) {
    const { round, filling } = (await readSharedJson(path)) as ReturnType<typeof value>;
    expect(filling).toHaveLength(String(round).length * 20_000);
    seen.add(round);
  }
  expect(await ended).toEqual([0, null]);
  expect(await readSharedJson(path)).toEqual(value(200));
  expect(seen.size).toBeGreaterThan(1);
  expect(readdirSync(folder).filter((name) => name.startsWith('shared.json'))).toEqual(['shared.json']);
});
