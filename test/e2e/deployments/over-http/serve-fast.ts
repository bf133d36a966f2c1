/**
 * A server whose time runs fast, and that can be told where to die: `serve-fast.ts <configuration> <ProcessTime as JSON>`. Each line of its
 * standard input is a point, at which the process kills itself with SIGKILL, or `spare`.
 */
import { createInterface } from 'node:readline';
import { loadServerConfig } from '../../../../src/cli/load-server-config.ts';
import { createLog } from '../../../../src/server/http/logging.ts';
import { startServer } from '../../../../src/server/main.ts';
import { createFastClock, type Pace } from '../../../support/fast-clock.ts';
import { createDeath } from '../death.ts';
import { callSteps, type ProcessDeathPoint, spareLine } from './process-death.ts';

/** What a process is told of the time. */
export interface ProcessTime extends Pace {
  readonly skewMs: number;
}

const [file = '', time = '{}'] = process.argv.slice(2);
const pace = JSON.parse(time) as ProcessTime;
const clock = createFastClock(pace, pace.skewMs);

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

const death = createDeath(die);
const ownFetch = globalThis.fetch;
let callPoint: { readonly step: string; left: number } | undefined;

/** Of the calls that change something at GitHub. */
function comesTo(step: string, method: string | undefined): boolean {
  if (callPoint?.step !== step || method === undefined || method === 'GET') return false;
  callPoint.left -= 1;
  return callPoint.left <= 0;
}

// Before anything of the server has kept the one of Node.js.
globalThis.fetch = async (input, init) => {
  const method = init?.method ?? (input instanceof Request ? input.method : undefined);
  if (comesTo('call', method)) die();
  const answer = await ownFetch(input, init);
  if (comesTo('answer', method)) die();
  return answer;
};

function doom({ step, after }: ProcessDeathPoint): void {
  const called = callSteps.find((one) => one === step);
  if (called !== undefined) callPoint = { step: called, left: after };
  else death.doom({ step, after } as Parameters<typeof death.doom>[0]);
}

createInterface({ input: process.stdin })
  .on('line', (line) => {
    if (line !== spareLine) return doom(JSON.parse(line) as ProcessDeathPoint);
    callPoint = undefined;
    death.spare();
  })
  // The test that started this process has ended.
  .on('close', () => process.exit());

const { config } = await loadServerConfig(file, process.env);
const server = await startServer(config, {
  log: createLog({ level: 'info' }),
  clock,
  async openDatabase(given, options) {
    const opened = await clock.openDatabase(given, options);
    return { ...opened, db: death.guard(opened.db) };
  },
});
process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)));
