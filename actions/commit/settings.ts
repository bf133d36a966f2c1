/** Puts the settings of `commit` together and holds the words to their limits, before anything is staged. */

import { ActionError } from '../../src/base/errors.ts';
import type { AtmosProSettings } from '../../src/domain/atmos-config/settings.ts';
import { describeProblem } from '../../src/domain/commits/change.ts';
import { checkBranch, checkComment, checkMessage } from '../../src/domain/commits/check-request.ts';
import type { Staging } from '../../src/git/staged-changes.ts';
import { confinePath } from '../../src/runner/confined-path.ts';
import { type Connection, resolveConnection } from '../../src/runner/connection.ts';
import { type Environment, readVariable } from '../../src/runner/environment.ts';
import type { Inputs } from './inputs.ts';

export interface Settings {
  readonly connection: Connection;
  readonly branch: string;
  readonly message: string;
  readonly comment: string | undefined;
  readonly staging: Staging;
  /** Absolute. */
  readonly directory: string;
  readonly skipsRefused: boolean;
  readonly failIfEmpty: boolean;
}

/** The App's bot, when it started the run. */
export function findLoop(inputs: Pick<Inputs, 'bot-login'>, environment: Environment): string | undefined {
  const actor = readVariable('GITHUB_ACTOR', environment);
  return actor?.toLowerCase() === inputs['bot-login'].toLowerCase() ? actor : undefined;
}

function readBranch(environment: Environment): string {
  const branch = readVariable('GITHUB_HEAD_REF', environment);
  if (branch !== undefined) return branch;
  throw new ActionError('INPUT_MISSING', 'There is no head branch to commit to (GITHUB_HEAD_REF is empty).', {
    hint: 'Run this step in a workflow for `pull_request`.',
  });
}

/** Pathspecs may hold commas, so they stand on lines. */
function readStaging({ add = '', all }: Inputs): Staging {
  const pathspecs = add
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (!all || pathspecs.length === 0) return { add: pathspecs, all };
  throw new ActionError('INPUT_INVALID', 'The inputs "add" and "all" exclude each other.', {
    hint: 'Leave one of them out.',
  });
}

function readDirectory({ directory }: Inputs, environment: Environment): string {
  const workspace = readVariable('GITHUB_WORKSPACE', environment) ?? process.cwd();
  return directory === undefined || directory === '.'
    ? workspace
    : confinePath(directory, 'directory', { workspace });
}

/** Throws INPUT_MISSING, INPUT_INVALID, or INPUT_COMMIT_INVALID with each limit that is passed. */
export function resolveSettings(inputs: Inputs, environment: Environment, atmos: AtmosProSettings): Settings {
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
