/** The inputs of `lock-stack`. */
import { maxMessageLength } from '../../src/domain/locks/words.ts';
import { connectionInputs } from '../../src/runner/connection.ts';
import type { InputTable, InputValues } from '../../src/runner/inputs.ts';

/** Largest TTL of the wire format, in seconds. The limit of the server is lower. */
const maxTtlSeconds = 2_147_483_647;
/** GitHub ends a job after at most five days; in seconds. */
const maxWaitSeconds = 432_000;

export const inputTable = {
  component: { kind: 'text' },
  stack: { kind: 'text' },
  key: { kind: 'text' },
  keys: { kind: 'list' },
  ttl: { kind: 'integer', minimum: 1, maximum: maxTtlSeconds },
  message: {
    kind: 'text',
    default: 'Locked by lock-stack',
    problem: (text) =>
      text.length > maxMessageLength ? `must be at most ${maxMessageLength} characters` : undefined,
  },
  kind: { kind: 'choice', choices: ['run', 'hold'], default: 'run' },
  scope: { kind: 'choice', choices: ['job', 'run'], default: 'job' },
  wait: { kind: 'integer', minimum: 0, maximum: maxWaitSeconds, default: '0' },
  heartbeat: { kind: 'flag', default: 'true' },
  'fail-if-locked': { kind: 'flag', default: 'true' },
  ...connectionInputs,
} as const satisfies InputTable;

export type Inputs = InputValues<typeof inputTable>;
