/** The inputs of `unlock-stack`. */
import { connectionInputs } from '../../src/runner/connection.ts';
import type { InputTable, InputValues } from '../../src/runner/inputs.ts';

/** The server has the same limit, in characters. */
const maxReasonLength = 512;

export const inputTable = {
  'lock-id': {
    kind: 'list',
    problem: (id) =>
      /^[A-Za-z0-9_.:-]{1,64}$/.test(id) ? undefined : 'must be the output `lock-id` of lock-stack',
  },
  component: { kind: 'text' },
  stack: { kind: 'text' },
  key: { kind: 'text' },
  keys: { kind: 'list' },
  force: { kind: 'flag', default: 'false' },
  reason: {
    kind: 'text',
    problem: (text) =>
      text.length > maxReasonLength ? `must be at most ${maxReasonLength} characters` : undefined,
  },
  ...connectionInputs,
} as const satisfies InputTable;

export type Inputs = InputValues<typeof inputTable>;
