/** Puts the settings of `commit` together and checks message, comment and branch before anything is staged. */

import { ActionError } from '../../src/base/errors.ts';
import { describeProblem } from '../../src/domain/commits/change.ts';
import { checkBranch, checkComment, checkMessage } from '../../src/domain/commits/check-request.ts';
import { loadAtmosSettings } from '../../src/git/atmos-settings.ts';
import type { Staging } from '../../src/git/staged-changes.ts';
import { confinePath, stepConfinement } from '../../src/runner/confined-path.ts';
import { resolveConnection, type ServerConnection } from '../../src/runner/connection.ts';
import { type Environment, readVariable } from '../../src/runner/environment.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Inputs } from './inputs.ts';

export interface Settings {
  readonly connection: ServerConnection;
  readonly branch: string;
  readonly message: string;
  readonly comment: string | undefined;
  readonly staging: Staging;
  /** Absolute. */
  readonly directory: string;
  readonly skipsRefused: boolean;
  readonly failIfEmpty: boolean;
}

/** The bot of the GitHub App, if it started the run. */
export function findLoop(inputs: Pick<Inputs, 'bot-login'>, environment: Environment): string | undefined {
  const actor = readVariable('GITHUB_ACTOR', environment);
  return actor?.toLowerCase() === inputs['bot-login'].toLowerCase() ? actor : undefined;
}

function readBranch(environment: Environment): string {
  const branch = readVariable('GITHUB_HEAD_REF', environment);
  if (branch !== undefined) return branch;
  throw new ActionError('INPUT_MISSING', 'There is no branch to commit to: GITHUB_HEAD_REF is empty.', {
    hint: 'Run this step in a workflow on `pull_request`.',
  });
}

/** One pathspec per line: a pathspec may contain commas. */
function readStaging({ add = '', all }: Inputs): Staging {
  const pathspecs = add
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (!all || pathspecs.length === 0) return { add: pathspecs, all };
  throw new ActionError('INPUT_INVALID', 'The inputs "add" and "all" are mutually exclusive.', {
    hint: 'Remove one of them.',
  });
}

function readDirectory({ directory }: Inputs, environment: Environment): string {
  const { workspace } = stepConfinement(environment);
  return directory === undefined || directory === '.'
    ? workspace
    : confinePath(directory, 'directory', { workspace });
}

/** Throws INPUT_MISSING, INPUT_INVALID, or INPUT_COMMIT_INVALID with every limit that is exceeded. */
export async function resolveSettings(inputs: Inputs, runner: Runner): Promise<Settings> {
  const { environment } = runner;
  const atmos = await loadAtmosSettings(runner);
  const { message, comment } = inputs;
  const branch = readBranch(environment);
  const problems = [...checkMessage(message), ...checkComment(comment ?? ''), ...checkBranch(branch)];
  if (problems.length > 0) {
    throw new ActionError(
      'INPUT_COMMIT_INVALID',
      `Nothing was committed: ${problems.map(describeProblem).join('; ')}.`,
    );
  }
  return {
    connection: resolveConnection(inputs, environment, atmos),
    branch,
    message,
    comment,
    staging: readStaging(inputs),
    directory: readDirectory(inputs, environment),
    skipsRefused: inputs['refused-files'] === 'skip',
    failIfEmpty: inputs['fail-if-empty'],
  };
}
