/** The simulator's control API below `/_simulator`: journal, events, hooks, people, comments, checks, queues, tokens, limits, faults, jobs, time. */
import { ActionError } from '../../base/errors.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { json, noContent } from '../api/responses.ts';
import { actAs } from '../people/people.ts';
import { ActRefusal } from '../people/place.ts';
import { whenQueuesSettled } from '../queues/watch-queues.ts';
import { jobEnvironment } from '../runner/job-environment.ts';
import { readRun, startRun } from '../seed/start-run.ts';
import { readBody } from '../transports/body.ts';
import type { Faults } from '../transports/faults.ts';
import type { Journal } from '../transports/journal.ts';
import type { ServiceRequest } from '../transports/service.ts';
import { whenRunsStarted } from '../workflows/trigger-runs.ts';
import { isLoopbackHost } from '../world/loopback.ts';
import type { World } from '../world/world.ts';
import { changeActionsSettings, reviewAsPerson, showActionsSettings } from './actions-settings.ts';
import { renderExports } from './exports.ts';
import { addHookRule, clearHooks, releaseHeld, showHooks } from './hooks.ts';
import { listAllRuns } from './list-runs.ts';
import { listTokens } from './list-tokens.ts';
import { clearInstallationLimits, listInstallationLimits, setInstallationLimits } from './rate-limits.ts';
import { readFaultRule } from './read-fault.ts';
import { moveTime, showWorldTime } from './time.ts';
import { showChecks, showComments, showQueues } from './windows.ts';

export const controlPrefix = '/_simulator';

/** Largest request body of the control API, in bytes. */
const maxControlBodyBytes = 64 * 1024;

export interface ControlPorts {
  readonly world: World;
  readonly journal: Journal;
  readonly faults: Faults;
  /** How to reach this simulator: certificates, proxy. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Only for programs on this machine that use a loopback name, and not for pages in a browser. */
export function isControlRequest(request: ServiceRequest): boolean {
  const { url, headers } = request;
  return (
    url.pathname.startsWith(`${controlPrefix}/`) && isLoopbackHost(url.hostname) && !('origin' in headers)
  );
}

async function readJson(request: ServiceRequest): Promise<unknown> {
  const body = await readBody(request.body, maxControlBodyBytes);
  if (body === 'too_large') {
    throw new ActionError('INPUT_INVALID', `The body has more than ${maxControlBodyBytes} bytes.`);
  }
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new ActionError('INPUT_INVALID', 'The body is not JSON.', { cause });
  }
}

/** Includes `GITHUB_TOKEN`, which a workflow gets from its context and not from the runner. */
function environmentOf(ports: ControlPorts, job: string): Record<string, string> {
  const { world, environment } = ports;
  const token = world.jobs.get(job)?.token ?? '';
  return { ...environment, ...jobEnvironment(world, job), GITHUB_TOKEN: token };
}

function answerJob(ports: ControlPorts, url: URL): SimulatorResponse {
  const name = decodeURIComponent(url.pathname.slice(`${controlPrefix}/jobs/`.length));
  if (!ports.world.jobs.has(name)) return json(404, { message: `Unknown job "${name}".` });
  const environment = environmentOf(ports, name);
  if (url.searchParams.get('format') !== 'shell') return json(200, environment);
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: renderExports(environment) };
}

async function answerNewRun(ports: ControlPorts, request: ServiceRequest): Promise<SimulatorResponse> {
  const jobs = await startRun(ports.world, readRun(await readJson(request)));
  return json(201, Object.fromEntries(jobs.map(({ name }) => [name, environmentOf(ports, name)])));
}

type ControlAction = (
  ports: ControlPorts,
  request: ServiceRequest,
) => SimulatorResponse | Promise<SimulatorResponse>;

/** By method and path below the prefix. */
const actions: Readonly<Record<string, ControlAction>> = {
  'GET /journal'({ journal }, { url }) {
    return json(200, journal.entries({ route: url.searchParams.get('route') ?? undefined }));
  },
  'DELETE /journal'({ journal }) {
    journal.clear();
    return noContent;
  },
  'GET /events': ({ world }) => json(200, world.events),
  'GET /tokens'({ world }, { url }) {
    return json(200, listTokens(world, url.searchParams.get('installation') ?? undefined));
  },
  'GET /rate-limits': ({ world }) => json(200, listInstallationLimits(world)),
  async 'POST /rate-limits'({ world }, request) {
    setInstallationLimits(world, await readJson(request));
    return json(201, listInstallationLimits(world));
  },
  'DELETE /rate-limits'({ world }) {
    clearInstallationLimits(world);
    return noContent;
  },
  'GET /checks': ({ world }, { url }) => json(200, showChecks(world, url.searchParams.get('repository'))),
  'GET /comments': ({ world }, { url }) => json(200, showComments(world, url.searchParams.get('repository'))),
  'GET /queues': ({ world }, { url }) => json(200, showQueues(world, url.searchParams.get('repository'))),
  'GET /hooks': ({ world }) => json(200, showHooks(world)),
  async 'POST /hooks'({ world }, request) {
    addHookRule(world, await readJson(request));
    return json(201, showHooks(world));
  },
  async 'POST /hooks/release'({ world }, request) {
    releaseHeld(world, await readJson(request));
    return json(200, showHooks(world));
  },
  'DELETE /hooks'({ world }) {
    clearHooks(world);
    return noContent;
  },
  async 'POST /people'({ world }, request) {
    return json(200, await actAs(world, await readJson(request)));
  },
  'GET /faults': ({ faults }) => json(200, faults.list()),
  async 'POST /faults'({ faults }, request) {
    faults.add(readFaultRule(await readJson(request)));
    return json(201, faults.list());
  },
  'DELETE /faults'({ faults }) {
    faults.clear();
    return noContent;
  },
  'GET /jobs': ({ world }) => json(200, [...world.jobs.keys()]),
  'POST /jobs': answerNewRun,
  async 'GET /runs'({ world }, { url }) {
    await whenQueuesSettled(world);
    await whenRunsStarted(world);
    return json(200, listAllRuns(world, url.searchParams.get('repository') ?? undefined));
  },
  'GET /actions': ({ world }) => json(200, showActionsSettings(world)),
  async 'POST /actions'({ world }, request) {
    return json(200, changeActionsSettings(world, await readJson(request)));
  },
  async 'POST /reviews'({ world }, request) {
    return json(200, reviewAsPerson(world, await readJson(request)));
  },
  'GET /time': ({ world }) => json(200, showWorldTime(world)),
  async 'POST /time'({ world }, request) {
    await whenQueuesSettled(world);
    await whenRunsStarted(world);
    return json(200, moveTime(world, await readJson(request)));
  },
};

async function answer(request: ServiceRequest, ports: ControlPorts): Promise<SimulatorResponse> {
  ports.world.clock.settle();
  const path = request.url.pathname.slice(controlPrefix.length);
  const action = actions[`${request.method} ${path}`];
  if (action !== undefined) return await action(ports, request);
  if (request.method === 'GET' && path.startsWith('/jobs/')) return answerJob(ports, request.url);
  const message = `Unknown path. ${controlPrefix} has journal, events, tokens, rate-limits, faults, jobs, runs, actions, reviews, queues and time.`;
  return json(404, { message });
}

/** An invalid request gets 400 with the reason. */
export async function answerControl(
  request: ServiceRequest,
  ports: ControlPorts,
): Promise<SimulatorResponse> {
  try {
    return await answer(request, ports);
  } catch (error) {
    if (error instanceof ActRefusal) return json(error.status, { message: error.message });
    if (error instanceof ActionError && error.code.startsWith('INPUT_')) {
      return json(400, { code: error.code, message: error.message });
    }
    throw error;
  }
}
