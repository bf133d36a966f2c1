/** Puts the settings of `upload-status` together. */
import { ActionError } from '../../src/base/errors.ts';
import type { StatusFacts } from '../../src/client/stacks/status.ts';
import { loadAtmosSettings } from '../../src/git/atmos-settings.ts';
import { resolveConnection, type ServerConnection } from '../../src/runner/connection.ts';
import { readVariable } from '../../src/runner/environment.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Inputs } from './inputs.ts';

export interface Settings {
  readonly connection: ServerConnection;
  readonly instance: {
    /** `owner/name` */
    readonly repository: string;
    readonly stack: string;
    readonly component: string;
  };
  readonly facts: StatusFacts;
  /** Path of the plan as JSON. */
  readonly planJson: string | undefined;
}

/** Throws INPUT_MISSING or INPUT_INVALID. */
export async function resolveSettings(inputs: Inputs, runner: Runner): Promise<Settings> {
  const { component, stack, command, outcome } = inputs;
  const repository = readVariable('GITHUB_REPOSITORY', runner.environment);
  if (repository === undefined) {
    throw new ActionError('INPUT_MISSING', 'GITHUB_REPOSITORY is not set.', {
      hint: 'The runner sets it. Check for an earlier step that overwrites it.',
    });
  }
  return {
    connection: resolveConnection(inputs, runner.environment, await loadAtmosSettings(runner)),
    instance: { repository, stack, component },
    facts: { command, outcome, exitCode: inputs['exit-code'], hasChanges: inputs['has-changes'] },
    planJson: inputs['plan-json'],
  };
}
