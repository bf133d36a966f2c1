/** The simulator's own surface below `/_simulator`, for whoever runs it as a process: journal, events, faults, jobs. */
import { ActionError } from '../../base/errors.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { json } from '../api/responses.ts';
import { jobEnvironment } from '../runner/job-environment.ts';
import { parseRun, startRun } from '../seed/start-run.ts';
import { isLoopbackHost } from '../transports/addresses.ts';
import { readBody } from '../transports/body.ts';
import type { Faults } from '../transports/faults.ts';
import type { Journal } from '../transports/journal.ts';
import type { ServiceRequest } from '../transports/service.ts';
import type { World } from '../world/world.ts';
import { renderExports } from './exports.ts';
import { parseFaultRule } from './read-fault.ts';

export const controlPrefix = '/_simulator';

/** Bytes of a request to this surface. */
const MAX_CONTROL_BODY_BYTES = 64 * 1024;

export interface Control {
  readonly world: World;
  readonly journal: Journal;
  readonly faults: Faults;
  /** How to reach this simulator: certificates, proxy. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Only a program on this machine that addresses it by a loopback name; no page in a browser. */
export function isControlRequest(request: ServiceRequest): boolean {
  const { url, headers } = request;
  return (
    url.pathname.startsWith(`${controlPrefix}/`) && isLoopbackHost(url.hostname) && !('origin' in headers)
  );
}

async function readJson(request: ServiceRequest): Promise<unknown> {
  const body = await readBody(request.body, MAX_CONTROL_BODY_BYTES);
  if (body === 'too_large') {
    throw new ActionError('INPUT_INVALID', `The body has more than ${MAX_CONTROL_BODY_BYTES} bytes.`);
  }
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new ActionError('INPUT_INVALID', 'The body is not JSON.', { cause });
  }
}

/** With the job's `GITHUB_TOKEN`, which a workflow has from its context and not from the runner. */
function environmentOf(control: Control, job: string): Record<string, string> {
  const { world, environment } = control;
  const token = world.jobs.get(job)?.token ?? '';
  return { ...environment, ...jobEnvironment(world, job), GITHUB_TOKEN: token };
}

function answerJob(control: Control, url: URL): SimulatorResponse {
  const name = decodeURIComponent(url.pathname.slice(`${controlPrefix}/jobs/`.length));
  if (!control.world.jobs.has(name)) return json(404, { message: `There is no job "${name}".` });
  const environment = environmentOf(control, name);
  if (url.searchParams.get('format') !== 'shell') return json(200, environment);
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: renderExports(environment) };
}

async function answerNewRun(control: Control, request: ServiceRequest): Promise<SimulatorResponse> {
  const jobs = await startRun(control.world, parseRun(await readJson(request)));
  return json(201, Object.fromEntries(jobs.map(({ name }) => [name, environmentOf(control, name)])));
}

async function answer(request: ServiceRequest, control: Control): Promise<SimulatorResponse> {
  const { world, journal, faults } = control;
  const path = request.url.pathname.slice(controlPrefix.length);
  switch (`${request.method} ${path}`) {
    case 'GET /journal': {
      const route = request.url.searchParams.get('route');
      return json(200, journal.entries(route === null ? {} : { route }));
    }
    case 'DELETE /journal':
      journal.clear();
      return { status: 204, headers: {} };
    case 'GET /events':
      return json(200, world.events);
    case 'GET /faults':
      return json(200, faults.list());
    case 'POST /faults':
      faults.add(parseFaultRule(await readJson(request)));
      return json(201, faults.list());
    case 'DELETE /faults':
      faults.clear();
      return { status: 204, headers: {} };
    case 'GET /jobs':
      return json(200, [...world.jobs.keys()]);
    case 'POST /jobs':
      return answerNewRun(control, request);
    default:
      if (request.method === 'GET' && path.startsWith('/jobs/')) return answerJob(control, request.url);
      return json(404, { message: `${controlPrefix} has journal, events, faults and jobs.` });
  }
}

/** A request that cannot be followed gets 400 with the reason. */
export async function answerControl(request: ServiceRequest, control: Control): Promise<SimulatorResponse> {
  try {
    return await answer(request, control);
  } catch (error) {
    if (error instanceof ActionError && error.code.startsWith('INPUT_')) {
      return json(400, { code: error.code, message: error.message });
    }
    throw error;
  }
}
