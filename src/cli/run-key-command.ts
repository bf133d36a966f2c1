/** Runs the command that prints the private key of the GitHub App. */
import { execFile } from 'node:child_process';
import { ActionError } from '../base/errors.ts';

const variable = 'ATMOS_PRO_GITHUB_APP_PRIVATE_KEY_COMMAND';
/** After this time the command is killed, in milliseconds. */
const keyCommandTimeoutMs = 10_000;
/** Maximum output, in bytes: two keys of 8,192 bits are 13 KB. */
const maxKeyCommandBytes = 32 * 1024;

/** @param command a program and its arguments, separated by spaces. Its output is a secret and appears in no error. */
export function runKeyCommand(command: string, timeoutMs = keyCommandTimeoutMs): Promise<string> {
  const [program = '', ...args] = command.trim().split(/\s+/);
  const limits = { timeout: timeoutMs, maxBuffer: maxKeyCommandBytes, killSignal: 'SIGKILL' } as const;
  return new Promise((resolve, reject) => {
    execFile(program, args, limits, (error, stdout) => {
      if (error === null) return resolve(stdout);
      // The message of the error would repeat the arguments and the output.
      const { code, killed } = error;
      const why =
        code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER'
          ? `it printed more than ${maxKeyCommandBytes} bytes`
          : killed === true
            ? `it ran longer than ${timeoutMs / 1_000} s`
            : code === undefined || code === null
              ? 'it was ended by a signal'
              : `it ended with ${code}`;
      const hint = `Run ${program} as the user and with the environment of the server. To use quotes or pipes, put them into a script.`;
      return reject(
        new ActionError('INPUT_CONFIG_INVALID', `The command in ${variable} failed: ${why}.`, { hint }),
      );
    });
  });
}
