/** The inputs of `validate-trust-policy`. */
import { defaultPolicyPatterns } from '../../src/runner/check-policies.ts';
import type { InputTable, InputValues } from '../../src/runner/inputs.ts';

export const inputTable = {
  files: { kind: 'list', default: defaultPolicyPatterns.join(',') },
  'allow-empty': { kind: 'flag', default: 'false' },
  'fail-on': { kind: 'choice', choices: ['error', 'warning', 'never'], default: 'error' },
  'sarif-file': { kind: 'text' },
  claims: { kind: 'text' },
  codeowners: { kind: 'flag', default: 'true' },
} as const satisfies InputTable;

export type Inputs = InputValues<typeof inputTable>;
