/** Names a request in log, audit and answer. */
import type { Random } from '../../base/ports.ts';

/** 32 hexadecimal digits: a trace id as W3C Trace Context writes it. */
export function newTraceId(random: Pick<Random, 'uuid'>): string {
  return random.uuid().replaceAll('-', '');
}
