/** Servers that are wrong on purpose: the histories catch each of them, within as many seeds as a proof would spend. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { patience } from '../../support/patience.ts';
import type { Hunt } from './hunt-mutant.ts';
import { mutants } from './mutants.ts';

const maxSeeds = 40;
const program = fileURLToPath(new URL('./hunt.ts', import.meta.url));
const run = promisify(execFile);

/** In a process of its own: this one has loaded the server as it is. */
async function hunt(...args: readonly string[]): Promise<Hunt> {
  const { stdout } = await run(process.execPath, ['--no-warnings', program, ...args]);
  return JSON.parse(stdout) as Hunt;
}

describe('wrong on purpose', () => {
  test.each(mutants)(
    '$name: is caught',
    async ({ name }) => {
      expect((await hunt(name, String(maxSeeds))).caughtBy).toBeLessThanOrEqual(maxSeeds);
    },
    patience(180_000),
  );
});

test.each(mutants)(
  'the server as it is passes the histories of: $name',
  async ({ name }) => {
    expect(await hunt('none', '2', name)).toEqual({});
  },
  patience(60_000),
);
