/** The inputs of `upload-status`. */

import { outcomes } from '../../src/client/stacks/status.ts';
import { maxNameLength } from '../../src/domain/stacks/limits.ts';
import { connectionInputs } from '../../src/runner/connection.ts';
import type { InputTable, InputValues } from '../../src/runner/inputs.ts';

function nameProblem(name: string): string | undefined {
  return name.length > maxNameLength ? `must be at most ${maxNameLength} characters` : undefined;
}

export const inputTable = {
  component: { kind: 'text', required: true, problem: nameProblem },
  stack: { kind: 'text', required: true, problem: nameProblem },
  command: { kind: 'choice', choices: ['plan', 'apply', 'deploy'], required: true },
  'exit-code': { kind: 'integer', minimum: 0, maximum: 255 },
  outcome: { kind: 'choice', choices: outcomes },
  'has-changes': { kind: 'flag' },
  'plan-json': { kind: 'text' },
  'fail-on-error': { kind: 'flag', default: 'false' },
  ...connectionInputs,
} as const satisfies InputTable;

export type Inputs = InputValues<typeof inputTable>;
