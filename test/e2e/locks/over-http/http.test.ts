/** The proof over HTTP in short: real servers, killed between commit and answer, stopped, with clocks an hour off. */
import { expect, test } from '@jest/globals';
import { patience } from '../../../support/patience.ts';
import { describeEachStore } from '../../../support/stores.ts';
import { runRound } from './run-round.ts';

const shape = { lanes: 1, keys: 4, maxPauseMs: 40, maxQuietMs: 100, copyRate: 0.2 };

describeEachStore('locks of servers that fail', (engine) => {
  test(
    // Lock guarantee: growing-tokens, database-clock, wrong-clocks, take-repeated, request-duplicated, server-killed, database-restart
    'are linearizable',
    async () => {
      const { history, harm, verdict } = await runRound({ ...shape, engine, seed: 3, milliseconds: 500 });
      expect(verdict).toEqual({ status: 'linearizable' });
      const answers = new Set(history.map(({ answer }) => answer.kind));
      expect([...answers]).toEqual(expect.arrayContaining(['granted', 'held', 'released']));
      // The first deed of the nemesis; how many more there are depends on the machine.
      expect(harm.killsBeforeAnswer).toBeGreaterThan(0);
      expect(harm.copiedRequests).toBeGreaterThan(0);
      expect(harm.shiftedStarts).toBeGreaterThan(0);
    },
    patience(90_000),
  );
});
