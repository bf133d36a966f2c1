/** The inputs of every action that has atmos describe stacks. */
import { flagProblem, releaseProblem } from '../domain/stacks/atmos-flags.ts';
import { globProblem } from './globs.ts';
import type { InputTable } from './inputs.ts';

export const atmosInputs = {
  file: { kind: 'text' },
  include: { kind: 'list', problem: globProblem },
  exclude: { kind: 'list', problem: globProblem },
  'working-directory': { kind: 'text' },
  'atmos-version': { kind: 'text', problem: releaseProblem },
  profile: { kind: 'list' },
  identity: { kind: 'text' },
  'process-templates': { kind: 'flag', default: 'true' },
  'process-functions': { kind: 'flag', default: 'true' },
  skip: { kind: 'list' },
  flags: { kind: 'list', problem: flagProblem },
} as const satisfies InputTable;
