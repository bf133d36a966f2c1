/** Ten thousand generated jobs: what was not granted is left alone. `test/unit/domain/git-config/worlds.test.ts` tries some hundreds. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { compareOnGit, compareOnModel } from '../support/git-worlds-check.ts';
import { patience } from '../support/patience.ts';

const directory = mkdtempSync(join(tmpdir(), 'git-worlds-'));
afterAll(() => rmSync(directory, { recursive: true }));

test(
  'an address that was not granted resolves as without us, in a model of git',
  () => {
    expect(compareOnModel(10_000)).toBeUndefined();
  },
  patience(900_000),
);

test(
  'git itself resolves and authenticates it as without us',
  async () => {
    expect(await compareOnGit(directory, 1_000)).toBeUndefined();
  },
  patience(900_000),
);
