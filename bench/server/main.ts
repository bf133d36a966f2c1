/**
 * Measures a server process under load: a mix of requests for a set time, and exchanges compared with a no-op route and
 * with their SQL, in turns. With `--requests`, measures its memory over that many cheap requests.
 *
 * Usage: `npm run bench:server -- [--seconds 10] [--in-flight 32] [--store sqlite|postgres|both] [--requests N]`
 */
import { parseArgs } from 'node:util';
import { measureStore } from './measure-store.ts';
import { measureMemory } from './memory.ts';
import type { Engine } from './scene.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    'in-flight': { type: 'string', default: '32' },
    store: { type: 'string', default: 'both' },
    requests: { type: 'string' },
  },
});
const engines: readonly Engine[] =
  values.store === 'both' ? ['sqlite', 'postgres'] : [values.store === 'postgres' ? 'postgres' : 'sqlite'];
const inFlight = Number(values['in-flight']);
for (const engine of engines) {
  if (values.requests === undefined)
    await measureStore(engine, { seconds: Number(values.seconds), inFlight });
  else await measureMemory(engine, { requests: Number(values.requests), inFlight });
}
