/**
 * The proof at length: `npm run torture:locks -- --seed 1 --minutes 10 [--store postgres|sqlite] [--level http|store]`. Both
 * engines share the time unless one is named. It ends with 1 at the first history that no correct service could have made,
 * and prints the seed of that round.
 */
import { parseArgs } from 'node:util';
import type { StoreEngine } from '../../support/database.ts';
import { tortureHttp } from './torture-http.ts';
import { tortureStore } from './torture-store.ts';

const minuteMs = 60_000;
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '1' },
    store: { type: 'string' },
    level: { type: 'string', default: 'http' },
  },
});
const { store, level } = values;
if (level !== 'http' && level !== 'store') throw new Error('--level is http or store');
if (store !== undefined && store !== 'postgres' && store !== 'sqlite') {
  throw new Error('--store is postgres or sqlite');
}
const engines: readonly StoreEngine[] = store === undefined ? ['postgres', 'sqlite'] : [store];
const shareMs = (Number(values.minutes) * minuteMs) / engines.length;
const torture = level === 'http' ? tortureHttp : tortureStore;
for (const engine of engines) await torture(engine, Number(values.seed), Date.now() + shareMs);
