/** Runs atmos and streams its messages to the log. */
import { ActionError } from '../base/errors.ts';
import type { Logger } from '../base/ports.ts';
import { toAtmosEnvironment } from '../domain/credentials/child-environment.ts';
import { runsNoCommands, trustDirectory } from './git-environment.ts';

export interface AtmosPorts {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Variables for atmos besides its own, by name. */
  readonly passed?: readonly string[] | undefined;
  readonly logger: Logger;
}

/** Last lines of standard error that the error message repeats. */
const repeatedLines = 5;
const missingHint =
  'Install atmos in an earlier step, run the job in the image ghcr.io/cloudposse/atmos, or set `file`.';

/**
 * Standard output of atmos. Its messages go to the log, where none of them is a workflow command. Throws INPUT_ATMOS_MISSING if atmos is
 * not installed, INPUT_ATMOS_FAILED if it fails.
 */
export async function runAtmos(
  args: readonly string[],
  directory: string,
  { environment, passed, logger }: AtmosPorts,
): Promise<string> {
  const { exec } = await import('@actions/exec');
  const said: string[] = [];
  const output: string[] = [];
  const say = (line: string): void => {
    if (line.trim() === '') return;
    said.push(line.trim());
    logger.info(line);
  };
  logger.info(`Running: atmos ${args.join(' ')}`);
  let exitCode: number;
  try {
    exitCode = await exec('atmos', [...args], {
      cwd: directory,
      env: runsNoCommands(trustDirectory(directory, toAtmosEnvironment(environment, passed))),
      silent: true,
      ignoreReturnCode: true,
      listeners: { errline: say, stdout: (data) => output.push(data.toString('utf8')) },
    });
  } catch (cause) {
    throw new ActionError('INPUT_ATMOS_MISSING', 'atmos is not installed, or not on the PATH.', {
      hint: missingHint,
      cause,
    });
  }
  if (exitCode === 0) return output.join('');
  const reason = said.slice(-repeatedLines).join(' ').slice(0, 1_000);
  throw new ActionError(
    'INPUT_ATMOS_FAILED',
    `atmos ${args.slice(0, 2).join(' ')} failed with exit code ${exitCode}${reason === '' ? '.' : `: ${reason}`}`,
  );
}
