/** The answers of faults, with GitHub's messages and headers. */

import type { SimulatorResponse } from '../api/handler.ts';
import type { RateResource } from '../api/rate-limits.ts';
import type { Fault } from './faults.ts';

const documentation = 'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api';
const unavailable =
  'No server is currently available to service your request. Sorry about that. Please try resubmitting your request and contact us if the problem persists.';

export function answerStatus(status: number, body: string | undefined): SimulatorResponse {
  if (body !== undefined)
    return { status, headers: { 'content-type': 'text/plain' }, body: Buffer.from(body) };
  if (status === 502 || status === 504) {
    // The load balancer answers these, in HTML.
    const page = `<html><head><title>${status}</title></head><body>Unicorn!</body></html>`;
    return { status, headers: { 'content-type': 'text/html' }, body: Buffer.from(page) };
  }
  const message = status === 503 ? unavailable : 'Server Error';
  return { status, headers: {}, body: { message, documentation_url: documentation, status: String(status) } };
}

/** The hourly limit of the resource that the request spends. GraphQL answers even this with status 200. */
function limitAnswer(resource: RateResource, resetAt: number): SimulatorResponse {
  const message = 'API rate limit exceeded for installation.';
  const headers = {
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-used': '5000',
    'x-ratelimit-reset': String(resetAt),
    'x-ratelimit-resource': resource,
  };
  return resource === 'graphql'
    ? { status: 200, headers, body: { errors: [{ type: 'RATE_LIMITED', message }] } }
    : { status: 403, headers, body: { message, documentation_url: documentation, status: '403' } };
}

/** `undefined` for a fault without an answer of its own. `now` in milliseconds. `resource`: what the request spends. */
export function faultAnswer(
  fault: Fault,
  { now, resource }: { readonly now: number; readonly resource: RateResource },
): SimulatorResponse | undefined {
  if (fault.kind === 'status') return answerStatus(fault.status, fault.body);
  if (fault.kind === 'rate-limit') {
    return limitAnswer(resource, Math.ceil(now / 1000) + fault.resetSeconds);
  }
  if (fault.kind === 'secondary-rate-limit') {
    const message =
      'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
    return {
      status: 403,
      headers:
        fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) },
      body: { message, documentation_url: documentation, status: '403' },
    };
  }
  return undefined;
}
