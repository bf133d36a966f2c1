/** More generated histories than `npm test` has time for. */
import { test } from '@jest/globals';
import { patience } from '../../support/patience.ts';
import { judgeHistories } from './judge-histories.ts';

test.each([101, 102, 103, 104])(
  'histories of seed %i break no invariant',
  async (seed) => {
    await judgeHistories({ seed, numRuns: 8 });
  },
  patience(600_000),
);
