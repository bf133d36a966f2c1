/** The inputs of `upload-instances`. */
import { atmosInputs } from '../../src/runner/atmos-inputs.ts';
import { connectionInputs } from '../../src/runner/connection.ts';
import type { InputTable, InputValues } from '../../src/runner/inputs.ts';

export const inputTable = {
  upload: { kind: 'flag', default: 'true' },
  'confirm-removals': { kind: 'flag', default: 'false' },
  ...atmosInputs,
  ...connectionInputs,
} as const satisfies InputTable;

export type Inputs = InputValues<typeof inputTable>;
