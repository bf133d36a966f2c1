/** Log lines of a step. Text that could be read as a workflow command never starts one. */
import type { LogFields, Logger } from '../base/ports.ts';
import { type Environment, readVariable } from './environment.ts';

/** Control characters end a line or move the cursor; `::` and `##[` start a command of the runner. */
function plainLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(/::|##\[/g, (found) => [...found].join(' '));
}

function render(message: string, fields: LogFields | undefined): string {
  const pairs = Object.entries(fields ?? {}).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  return plainLine(message + pairs.join(''));
}

/** A logger that writes one line per call; `debug` only shows when the user asked for it. */
export function createLogger(environment: Environment, write: (text: string) => void): Logger {
  const debugging = readVariable('RUNNER_DEBUG', environment) === '1';
  return {
    debug(message, fields) {
      if (debugging) write(`::debug::${render(message, fields).replaceAll('%', '%25')}\n`);
    },
    info: (message, fields) => write(`${render(message, fields)}\n`),
    warn: (message, fields) => write(`${render(`Warning: ${message}`, fields)}\n`),
    error: (message, fields) => write(`${render(`Error: ${message}`, fields)}\n`),
  };
}
