/** The inputs of `upload-affected`. */
import { atmosInputs } from '../../src/runner/atmos-inputs.ts';
import { connectionInputs } from '../../src/runner/connection.ts';
import type { InputTable, InputValues } from '../../src/runner/inputs.ts';

/** A full commit id, SHA-1 or SHA-256. */
export const commitPattern = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

function commitProblem(text: string): string | undefined {
  return commitPattern.test(text) ? undefined : 'must be a full commit SHA';
}

/** A later Atmos may have more types. */
function componentTypeProblem(text: string): string | undefined {
  return /^[a-z][a-z0-9_-]{0,63}$/.test(text) ? undefined : 'takes component types such as `terraform`';
}

export const inputTable = {
  upload: { kind: 'flag', default: 'true' },
  base: { kind: 'text' },
  head: { kind: 'text', problem: commitProblem },
  stack: { kind: 'text' },
  'exclude-locked': { kind: 'flag', default: 'false' },
  'component-types': { kind: 'list', problem: componentTypeProblem },
  ...atmosInputs,
  ...connectionInputs,
} as const satisfies InputTable;

export type Inputs = InputValues<typeof inputTable>;
