/** The inputs of `setup-sts`. Those without a default fall back to the environment, atmos.yaml, then what `settings.ts` has. */
import type { InputTable, InputValues } from '../../src/runner/inputs.ts';
import { policyNameProblem, sourceProblem } from './rules.ts';

export const inputTable = {
  'workspace-id': { kind: 'text' },
  'base-url': { kind: 'text' },
  endpoint: { kind: 'text' },
  audience: { kind: 'text' },
  sources: { kind: 'list', problem: sourceProblem },
  'policy-name': { kind: 'text', problem: policyNameProblem },
  'git-config': { kind: 'choice', choices: ['env', 'file', 'none'] },
  'token-env': { kind: 'text' },
  'allow-excluded': { kind: 'flag', default: 'false' },
  revoke: { kind: 'flag' },
} as const satisfies InputTable;

export type Inputs = InputValues<typeof inputTable>;
