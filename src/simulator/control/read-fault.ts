/** Reads a fault rule that came as JSON. */
import { ActionError } from '../../base/errors.ts';
import { isRecord } from '../../base/text.ts';
import type { Fault, FaultRule } from '../transports/faults.ts';

/** The longest latency that can be asked for, in milliseconds. */
const MAX_LATENCY_MS = 600_000;

function number(value: unknown, name: string, maximum: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > maximum) {
    throw new ActionError('INPUT_INVALID', `"${name}" takes a whole number from 0 to ${maximum}.`);
  }
  return value;
}

function parseFault(fault: Readonly<Record<string, unknown>>): Fault {
  switch (fault['kind']) {
    case 'latency':
      return {
        kind: 'latency',
        milliseconds: number(fault['milliseconds'], 'fault.milliseconds', MAX_LATENCY_MS),
      };
    case 'status': {
      const status = number(fault['status'], 'fault.status', 599);
      return {
        kind: 'status',
        status,
        ...(typeof fault['body'] === 'string' ? { body: fault['body'] } : {}),
      };
    }
    case 'cut-before':
    case 'cut-after':
      return { kind: fault['kind'] };
    case 'rate-limit':
      return {
        kind: 'rate-limit',
        resetSeconds: number(fault['resetSeconds'] ?? 60, 'fault.resetSeconds', 3600),
      };
    case 'secondary-rate-limit':
      return {
        kind: 'secondary-rate-limit',
        retryAfterSeconds: number(fault['retryAfterSeconds'] ?? 60, 'fault.retryAfterSeconds', 3600),
      };
    default:
      throw new ActionError(
        'INPUT_INVALID',
        '"fault.kind" takes latency, status, cut-before, cut-after, rate-limit or secondary-rate-limit.',
      );
  }
}

/** Throws `INPUT_INVALID` that names the field. */
export function parseFaultRule(value: unknown): FaultRule {
  if (!isRecord(value) || typeof value['route'] !== 'string' || !isRecord(value['fault'])) {
    throw new ActionError(
      'INPUT_INVALID',
      'A fault rule is {"route": "…", "fault": {"kind": "…"}, "times": 1}.',
    );
  }
  const { route, fault, times, skip } = value;
  return {
    route,
    fault: parseFault(fault),
    ...(times === undefined ? {} : { times: number(times, 'times', 1_000_000) }),
    ...(skip === undefined ? {} : { skip: number(skip, 'skip', 1_000_000) }),
  };
}
