/** The inputs of `setup-sts`. Those without a default fall back to the environment, then atmos.yaml, then the defaults of `settings.ts`. */
import { connectionInputs } from '../../src/runner/connection.ts';
import type { InputTable, InputValues } from '../../src/runner/inputs.ts';
import { policyNameProblem, sourceProblem } from './rules.ts';

export const inputTable = {
  sources: { kind: 'list', problem: sourceProblem },
  'policy-name': { kind: 'text', problem: policyNameProblem },
  'git-config': { kind: 'choice', choices: ['env', 'file', 'none'] },
  'token-env': { kind: 'text' },
  'allow-excluded': { kind: 'flag', default: 'false' },
  revoke: { kind: 'flag' },
  ...connectionInputs,
} as const satisfies InputTable;

export type Inputs = InputValues<typeof inputTable>;
