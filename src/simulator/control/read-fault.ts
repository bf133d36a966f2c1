/** Reads a fault rule from JSON. */

import { ActionError } from '../../base/errors.ts';
import { isRecord } from '../../base/text.ts';
import type { JsonObject } from '../api/body.ts';
import type { Fault, FaultRule } from '../transports/faults.ts';

/** Longest latency, in milliseconds. */
const maxLatencyMs = 600_000;
/** Most requests that a rule can hit or skip. */
const maxRequests = 1_000_000;

function readNumber(value: unknown, name: string, maximum: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > maximum) {
    throw new ActionError('INPUT_INVALID', `"${name}" must be an integer from 0 to ${maximum}.`);
  }
  return value;
}

function readFault(fault: JsonObject): Fault {
  switch (fault['kind']) {
    case 'latency':
    case 'late':
      return {
        kind: fault['kind'],
        milliseconds: readNumber(fault['milliseconds'], 'fault.milliseconds', maxLatencyMs),
      };
    case 'status':
    case 'status-after': {
      const status = readNumber(fault['status'], 'fault.status', 599);
      return {
        kind: fault['kind'],
        status,
        body: typeof fault['body'] === 'string' ? fault['body'] : undefined,
      };
    }
    case 'cut-before':
    case 'cut-after':
      return { kind: fault['kind'] };
    case 'rate-limit':
      return {
        kind: 'rate-limit',
        resetSeconds: readNumber(fault['resetSeconds'] ?? 60, 'fault.resetSeconds', 3600),
      };
    case 'secondary-rate-limit':
      return {
        kind: 'secondary-rate-limit',
        retryAfterSeconds:
          fault['retryAfterSeconds'] === null
            ? undefined
            : readNumber(fault['retryAfterSeconds'] ?? 60, 'fault.retryAfterSeconds', 3600),
      };
    default:
      throw new ActionError(
        'INPUT_INVALID',
        '"fault.kind" must be one of latency, late, status, status-after, cut-before, cut-after, rate-limit, secondary-rate-limit.',
      );
  }
}

/** Throws `INPUT_INVALID` with the name of the field. */
export function readFaultRule(value: unknown): FaultRule {
  if (!isRecord(value) || typeof value['route'] !== 'string' || !isRecord(value['fault'])) {
    throw new ActionError(
      'INPUT_INVALID',
      'Invalid fault rule. Expected {"route": "…", "fault": {"kind": "…"}, "times": 1}.',
    );
  }
  const { route, fault, times, skip } = value;
  return {
    route,
    fault: readFault(fault),
    times: times === undefined ? undefined : readNumber(times, 'times', maxRequests),
    skip: skip === undefined ? undefined : readNumber(skip, 'skip', maxRequests),
  };
}
