/**
 * A server in a process of its own, to be killed: its configuration, as data, is the first argument; prints its address. A token encryption
 * key is in the environment, as it is not data.
 */
import type { ServerConfig } from '../../src/server/config/config.ts';
import { readEnvironment } from '../../src/server/config/environment.ts';
import { readTokenKeys } from '../../src/server/config/read-token-keys.ts';
import { createLog } from '../../src/server/http/logging.ts';
import { startServer } from '../../src/server/main.ts';

const config = JSON.parse(process.argv[2] ?? '') as ServerConfig;
const environment = readEnvironment(process.env);
const tokenKeys = readTokenKeys({ text: '', file: '', environment, readFile: () => '' });
const { url } = await startServer({ ...config, tokenKeys }, { log: createLog({ level: 'fatal' }) });
process.stdout.write(`${url}\n`);
