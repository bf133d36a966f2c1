/** Generated histories against server processes that are killed, and the work that killed ones leave behind. */
import { expect, test } from '@jest/globals';
import { sendLeaseMs } from '../../../../src/domain/dispatch/order-states.ts';
import { patience } from '../../../support/patience.ts';
import { describePostgres } from '../../../support/stores.ts';
import { measureTakeovers } from './takeover.ts';
import { openHistoryDatabases, tortureProcesses } from './torture.ts';

/** More take many minutes: `npm run torture:deployments -- --level http` plays them, also on SQLite. */
const histories = 3;

describePostgres('histories on processes', () => {
  test(
    // Deployment guarantee: processes
    'that are killed break no invariant',
    async () => {
      const problems: string[] = [];
      const { violated, kills, ...played } = await tortureProcesses({
        store: 'postgres',
        ...{ replicas: 3, seed: 1, lanes: 3, speed: 10, histories },
        until: Number.POSITIVE_INFINITY,
        print: (line) => void (line.startsWith('seed ') && problems.push(line)),
      });
      expect({ histories: played.histories, violated, problems }).toEqual({
        histories,
        violated: [],
        problems: [],
      });
      expect(kills).toBeGreaterThan(0);
    },
    patience(300_000),
  );
});

describePostgres('replicas', () => {
  const speed = 5;
  /** What a machine takes for what a server does at once, in milliseconds. */
  const slackMs = patience(3_000) * speed;

  test(
    // Deployment guarantee: takeover
    'take over what a killed one had claimed, once its lease has run out',
    async () => {
      await using databases = await openHistoryDatabases('postgres');
      const database = await databases.create(1);
      const taken = await measureTakeovers({ database, seed: 1, kills: 2, speed });
      expect(Math.max(...taken)).toBeLessThan(sendLeaseMs + slackMs);
    },
    patience(180_000),
  );
});
