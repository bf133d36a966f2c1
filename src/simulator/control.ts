/** The simulator's own surface below `/_simulator`, for whoever runs it as a process: journal, faults, jobs. */
import { ActionError } from '../errors.ts';
import { parseFaultRule } from './fault-rule.ts';
import type { Faults } from './faults.ts';
import type { SimulatorResponse } from './handler.ts';
import { jobEnvironment } from './job-environment.ts';
import { parseJobRequest, startJob } from './jobs.ts';
import type { Journal } from './journal.ts';
import { json } from './responses.ts';
import { isLoopbackHost } from './transports/addresses.ts';
import { readBody } from './transports/body.ts';
import type { ServiceRequest } from './transports/service.ts';
import type { World } from './world.ts';

export const controlPrefix = '/_simulator';

/** Bytes of a request to this surface. */
const MAX_CONTROL_BODY_BYTES = 64 * 1024;

export interface Control {
  readonly world: World;
  readonly journal: Journal;
  readonly faults: Faults;
}

/** Only a program on this machine that addresses it by a loopback name; no page in a browser. */
export function isControlRequest(request: ServiceRequest): boolean {
  const { url, headers } = request;
  return (
    url.pathname.startsWith(`${controlPrefix}/`) && isLoopbackHost(url.hostname) && !('origin' in headers)
  );
}

async function readJson(request: ServiceRequest): Promise<unknown> {
  const text = (await readBody(request.body, MAX_CONTROL_BODY_BYTES)).toString('utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ActionError('INPUT_INVALID', 'The body is not JSON.', { cause });
  }
}

/** With the job's own `GITHUB_TOKEN`, which a workflow has from its context and not from the runner. */
async function startJobFor(world: World, request: unknown): Promise<Record<string, string>> {
  const job = await startJob(world, parseJobRequest(request));
  return { ...jobEnvironment(world, job.name), GITHUB_TOKEN: job.token };
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
      return json(201, await startJobFor(world, await readJson(request)));
    default:
      return json(404, { message: `${controlPrefix} has journal, faults and jobs.` });
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
