/** The inputs of `upload-affected`. */
import { atmosInputs } from '../../src/runner/atmos-inputs.ts';
import { connectionInputs } from '../../src/runner/connection.ts';
import type { InputTable, InputValues } from '../../src/runner/inputs.ts';

function commitProblem(text: string): string | undefined {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? undefined : 'takes a full commit id';
}

export const inputTable = {
  upload: { kind: 'flag', default: 'true' },
  base: { kind: 'text' },
  head: { kind: 'text', problem: commitProblem },
  stack: { kind: 'text' },
  'exclude-locked': { kind: 'flag', default: 'false' },
  ...atmosInputs,
  ...connectionInputs,
} as const satisfies InputTable;

export type Inputs = InputValues<typeof inputTable>;
