/** The inputs of `commit`. */
import { connectionInputs } from '../../src/runner/connection.ts';
import type { InputTable, InputValues } from '../../src/runner/inputs.ts';

export const inputTable = {
  message: { kind: 'text', required: true },
  comment: { kind: 'text' },
  add: { kind: 'text' },
  all: { kind: 'flag', default: 'false' },
  directory: { kind: 'text' },
  'refused-files': { kind: 'choice', choices: ['fail', 'skip'], default: 'fail' },
  'fail-if-empty': { kind: 'flag', default: 'false' },
  'bot-login': { kind: 'text', default: 'atmos-pro[bot]' },
  ...connectionInputs,
} as const satisfies InputTable;

export type Inputs = InputValues<typeof inputTable>;
