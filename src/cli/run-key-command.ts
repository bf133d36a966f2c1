/** Runs the program that prints the GitHub App's private key. The server itself runs no program. */
import { execFile } from 'node:child_process';
import { ActionError } from '../base/errors.ts';

const variable = 'ATMOS_PRO_GITHUB_APP_PRIVATE_KEY_COMMAND';
/** Longest run, in milliseconds; then it is killed. */
const keyCommandTimeoutMs = 10_000;
/** Longest output, in bytes: two keys of 8,192 bits are 13 KB. */
const maxKeyCommandBytes = 32 * 1024;

/** `command`: a program and its arguments, split at blanks. What it prints is a secret and is in no error. */
export function runKeyCommand(command: string, timeoutMs = keyCommandTimeoutMs): Promise<string> {
  const [program = '', ...args] = command.trim().split(/\s+/);
  const limits = { timeout: timeoutMs, maxBuffer: maxKeyCommandBytes, killSignal: 'SIGKILL' } as const;
  return new Promise((resolve, reject) => {
    execFile(program, args, limits, (error, stdout) => {
      if (error === null) return resolve(stdout);
      // Its own message would repeat the arguments and what was printed.
      const { code, killed } = error;
      const why =
        code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER'
          ? `it printed more than ${maxKeyCommandBytes} bytes`
          : killed === true
            ? `it ran longer than ${timeoutMs / 1_000} s`
            : `it ended with ${code ?? 'a signal'}`;
      const hint = `Run ${program} by hand, as the user and with the environment of the server. For quotes or pipes, name a script.`;
      return reject(
        new ActionError('INPUT_CONFIG_INVALID', `The command of ${variable} failed: ${why}.`, { hint }),
      );
    });
  });
}
