/** A server whose own clock is wrong: `serve-shifted.ts <configuration> <shift in milliseconds>`. The database's is right. */
import { loadServerConfig } from '../../../../src/cli/load-server-config.ts';
import { createLog } from '../../../../src/server/http/logging.ts';
import { startServer } from '../../../../src/server/main.ts';
import { serverClock } from '../../../../src/server/system-ports.ts';

const [file = '', shift = '0'] = process.argv.slice(2);
const { config } = await loadServerConfig(file, process.env);
await startServer(config, {
  log: createLog({ level: 'info' }),
  clock: { ...serverClock, now: () => Date.now() + Number(shift) },
});
