/** Generated histories against server processes that are killed, and the work that killed ones leave behind. */
import { describe, expect, test } from '@jest/globals';
import { sendLeaseMs } from '../../../../src/domain/dispatch/order-states.ts';
import { patience } from '../../../support/patience.ts';
import { describeEachStore } from '../../../support/stores.ts';
import { measureTakeovers } from './takeover.ts';
import { openHistoryDatabases, tortureProcesses } from './torture.ts';

const sizes = { sqlite: { histories: 8, replicas: 1 }, postgres: { histories: 12, replicas: 3 } };

describeEachStore('histories on processes', (store) => {
  test(
    // Deployment guarantee: processes
    'that are killed break no invariant',
    async () => {
      const problems: string[] = [];
      const { histories, violated, kills } = await tortureProcesses({
        ...sizes[store],
        ...{ store, seed: 4_001, lanes: 3, speed: 10, until: Number.POSITIVE_INFINITY },
        print: (line) => void (line.startsWith('seed ') && problems.push(line)),
      });
      expect({ histories, violated, problems }).toEqual({
        histories: sizes[store].histories,
        violated: [],
        problems: [],
      });
      expect(kills).toBeGreaterThan(histories);
    },
    patience(300_000),
  );
});

describe('replicas', () => {
  const speed = 5;
  /** What a machine takes for what a server does at once, in milliseconds. */
  const slackMs = patience(3_000) * speed;

  test(
    // Deployment guarantee: takeover
    'take over what a killed one had claimed, once its lease has run out',
    async () => {
      await using databases = await openHistoryDatabases('postgres');
      const database = await databases.create(1);
      const taken = await measureTakeovers({ database, seed: 1, kills: 4, speed });
      expect(Math.max(...taken)).toBeLessThan(sendLeaseMs + slackMs);
    },
    patience(180_000),
  );
});
