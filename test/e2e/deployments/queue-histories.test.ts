/** Generated histories of a merge queue: whatever comes in whatever order, every group has its check, and no invariant breaks. */
import { test } from '@jest/globals';
import fc from 'fast-check';
import { patience } from '../../support/patience.ts';
import { queueKinds, queueWorld } from './generate.ts';
import { plannedPulls, queueEvents } from './history-events.ts';
import { playHistory } from './judge-histories.ts';

test(
  // Deployment guarantee: merge-groups
  'generated histories of a merge queue break no invariant',
  async () => {
    const histories = fc.array(queueEvents, { minLength: 4, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(
        histories,
        queueKinds,
        async (events, kind) => void (await playHistory([...plannedPulls, ...events], queueWorld(kind))),
      ),
      { seed: 5, numRuns: 5 },
    );
  },
  patience(180_000),
);
