/** More generated histories than `npm test` has time for. */
import { expect, test } from '@jest/globals';
import { patience } from '../../support/patience.ts';
import { judgeHistories } from './judge-histories.ts';

test.each([101, 102, 103, 104, 105, 106])(
  'histories of seed %i break no invariant',
  async (seed) => {
    await expect(judgeHistories({ seed, numRuns: 20 })).resolves.toBeUndefined();
  },
  patience(600_000),
);
