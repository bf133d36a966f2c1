/** A server in a process of its own, to be killed: its configuration, as data, is the first argument; prints its address. */
import type { ServerConfig } from '../../src/server/config/config.ts';
import { createLog } from '../../src/server/http/logging.ts';
import { startServer } from '../../src/server/main.ts';

const config = JSON.parse(process.argv[2] ?? '') as ServerConfig;
const { url } = await startServer(config, { log: createLog({ level: 'fatal' }) });
process.stdout.write(`${url}\n`);
