/** Runs a step and catches its error: one annotation with code, message and hint, and the cause in the debug log. */
import { inspect } from 'node:util';
import { ActionError, type ErrorCode, errorCodes } from '../base/errors.ts';
import { loadCore } from './core.ts';
import { createRunner, type Runner } from './runner.ts';

interface RunActionOptions {
  /** A main step fails the job. A post step only warns: a failed cleanup does not fail a job that succeeded. */
  readonly onFailure: 'fail' | 'warn';
}

/** Any other error than an ActionError is a bug: INTERNAL. */
function asActionError(thrown: unknown): ActionError {
  if (thrown instanceof ActionError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ActionError('INTERNAL', message, { cause: thrown });
}

/** Codes whose remedy says only that the message has it. */
const inMessage: ReadonlySet<ErrorCode> = new Set([
  'INPUT_INVALID',
  'INPUT_CONFIG_INVALID',
  'DENIED_EXCHANGE',
  'REMOTE_REFUSED',
]);

function textOf({ code, message, hint }: ActionError): string {
  const remedy = hint ?? (inMessage.has(code) ? undefined : errorCodes[code]);
  return remedy === undefined ? message : `${message}\n${remedy}`;
}

async function report(error: ActionError, { onFailure }: RunActionOptions): Promise<void> {
  const core = await loadCore();
  const text = textOf(error);
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

/** Runs `main` with the runner of this process. Never rejects: a failure sets the exit code. */
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
