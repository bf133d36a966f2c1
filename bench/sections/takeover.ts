/** Server processes are killed while they work: time until others have all that they had claimed. */
import { measureTakeovers } from '../../test/e2e/deployments/over-http/takeover.ts';
import { openHistoryDatabases } from '../../test/e2e/deployments/over-http/torture.ts';
import type { Section } from '../section.ts';
import { summarize } from '../statistics.ts';

const kills = 20;
/** Time runs this fast, and what the machine takes counts as often. */
const speed = 4;
const seed = 1;

export const takeover: Section = {
  name: 'takeover',
  async measure() {
    await using databases = await openHistoryDatabases('postgres');
    const database = await databases.create(seed);
    const taken = await measureTakeovers({ database, seed, kills, speed });
    const { median, maximum } = summarize(taken.map((milliseconds) => milliseconds / 1_000));
    return {
      title: 'Takeover of what a killed replica worked on',
      method: `Three server processes on one PostgreSQL whose time runs ${speed} times as fast as the machine's; the one that works is killed with SIGKILL after it has claimed something, ${kills} times. Measured from its end until another one has claimed each of its entries.`,
      rows: [{ kills, 'median, s': median, 'longest, s': maximum }],
      targets: [{ what: 'longest takeover', limit: 60, measured: maximum, unit: 's' }],
    };
  },
};
