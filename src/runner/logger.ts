/** Log lines of a step. No text in them is a workflow command. */
import type { LogFields, Logger } from '../base/ports.ts';
import { type Environment, readVariable } from './environment.ts';

/** Control characters could end a line or move the cursor; `::` and `##[` could start a workflow command. */
function plainLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(/::|##\[/g, (found) => [...found].join(' '));
}

function render(message: string, fields: LogFields | undefined): string {
  const pairs = Object.entries(fields ?? {}).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  return plainLine(message + pairs.join(''));
}

/** Writes one line per call. `debug` writes only if debug logging is enabled. */
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
