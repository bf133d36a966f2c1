/** Puts the settings of `validate-trust-policy` together. */
import { type Confinement, confinePath, stepConfinement } from '../../src/runner/confined-path.ts';
import type { Environment } from '../../src/runner/environment.ts';
import type { Inputs } from './inputs.ts';

export interface Settings {
  /** Globs, relative to the checkout. */
  readonly files: readonly string[];
  /** Whether the step passes where no file matches. */
  readonly allowEmpty: boolean;
  readonly failOn: Inputs['fail-on'];
  /** Paths as the workflow gives them; they are inside of the confinement. */
  readonly sarifFile: string | undefined;
  readonly claims: string | undefined;
  readonly codeowners: boolean;
  /** The checkout, and where else a file may be written. */
  readonly confinement: Confinement;
}

/** Throws INPUT_INVALID for a path outside of the workspace. */
export function resolveSettings(inputs: Inputs, environment: Environment): Settings {
  const confinement = stepConfinement(environment);
  const { 'sarif-file': sarifFile, claims } = inputs;
  if (sarifFile !== undefined) confinePath(sarifFile, 'sarif-file', confinement);
  if (claims !== undefined) confinePath(claims, 'claims', { workspace: confinement.workspace });
  return {
    files: inputs.files,
    allowEmpty: inputs['allow-empty'],
    failOn: inputs['fail-on'],
    sarifFile,
    claims,
    codeowners: inputs.codeowners,
    confinement,
  };
}
