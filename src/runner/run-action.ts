/** Runs a step and is the only place that catches: one annotation with code, message and hint; the cause for debuggers. */
import { inspect } from 'node:util';
import { ActionError, errorCodes } from '../base/errors.ts';
import { loadCore } from './core.ts';
import { createRunner, type Runner } from './runner.ts';

interface RunActionOptions {
  /** A main step fails the job; a post step only warns, so that cleaning up never turns a green job red. */
  readonly onFailure: 'fail' | 'warn';
}

/** Whatever was thrown, as an error with a code: what is not ours by name is a defect. */
function asActionError(thrown: unknown): ActionError {
  if (thrown instanceof ActionError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ActionError('INTERNAL', message, { cause: thrown });
}

async function report(error: ActionError, { onFailure }: RunActionOptions): Promise<void> {
  const core = await loadCore();
  const text = `${error.message}\n${error.hint ?? errorCodes[error.code]}`;
  if (onFailure === 'fail') {
    core.error(text, { title: error.code });
    process.exitCode = 1;
  } else {
    core.warning(text, { title: error.code });
  }
  if (error.cause === undefined || !core.isDebug()) return;
  core.startGroup(`Cause of ${error.code}`);
  for (const line of inspect(error.cause, { depth: 3, breakLength: 120 }).split('\n')) core.debug(line);
  core.endGroup();
}

/** Runs `main` with the runner of this process. Never rejects; the exit code says how it went. */
export async function runAction(
  main: (runner: Runner) => Promise<void>,
  options: RunActionOptions = { onFailure: 'fail' },
): Promise<void> {
  try {
    await main(createRunner(process.env));
  } catch (thrown) {
    await report(asActionError(thrown), options);
  }
}
