/** More generated histories than `npm test` has time for, in worlds of their own kinds; on PostgreSQL with three servers. */
import { expect, test } from '@jest/globals';
import { patience } from '../../support/patience.ts';
import { describeEachStore } from '../../support/stores.ts';
import { tortureHistories } from './torture-histories.ts';

const sizes = { sqlite: { histories: 8, replicas: 1 }, postgres: { histories: 4, replicas: 3 } };

describeEachStore('generated histories', (store) => {
  test.each([1_001, 2_001, 3_001])(
    // Deployment guarantee: wrong-clocks, replicas, untitled-runs, approvals
    'from seed %i on break no invariant',
    async (seed) => {
      const lines: string[] = [];
      const print = (line: string) => void lines.push(line);
      const until = Number.POSITIVE_INFINITY;
      const { violated } = await tortureHistories({ ...sizes[store], store, seed, until, print });
      expect({ violated, lines }).toEqual({ violated: [], lines: [] });
    },
    patience(600_000),
  );
});
