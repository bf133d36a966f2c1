/** Generated histories of a merge queue: whatever comes in whatever order, every group has its check, and no invariant breaks. */
import { test } from '@jest/globals';
import fc from 'fast-check';
import { patience } from '../../support/patience.ts';
import { playQueueHistory, queueEvents } from './queue-history.ts';

test(
  'generated histories of a merge queue break no invariant',
  async () => {
    const histories = fc.array(queueEvents, { minLength: 4, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(histories, (events) => playQueueHistory(events)),
      { seed: 5, numRuns: 4 },
    );
  },
  patience(180_000),
);
