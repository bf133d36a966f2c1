/** What was not granted is left alone: hundreds of generated jobs. `test/e2e/git-worlds.test.ts` tries ten thousand. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { compareOnGit, compareOnModel } from '../../../support/git-worlds-check.ts';

const directory = mkdtempSync(join(tmpdir(), 'git-worlds-'));
afterAll(() => rmSync(directory, { recursive: true }));

test('an address that was not granted resolves as without us, in a model of git', () => {
  expect(compareOnModel(250)).toBeUndefined();
});

test('git itself resolves and authenticates it as without us', async () => {
  expect(await compareOnGit(directory, 40)).toBeUndefined();
});
