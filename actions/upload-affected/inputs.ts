/** The inputs of `upload-affected`. */
import { atmosInputs } from '../../src/runner/atmos-inputs.ts';
import { connectionInputs } from '../../src/runner/connection.ts';
import type { InputTable, InputValues } from '../../src/runner/inputs.ts';

/** A full commit id, SHA-1 or SHA-256. */
export const commitPattern = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

function commitProblem(text: string): string | undefined {
  return commitPattern.test(text) ? undefined : 'must be a full commit SHA';
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
