/** The option `--format`, which is the same for every command that prints data. */
import { Option } from 'commander';

export type OutputFormat = 'text' | 'json';

/** @param more formats that only this command has. */
export function formatOption(...more: readonly string[]): Option {
  return new Option('--format <format>', 'output format: text, or JSON for programs')
    .choices(['text', 'json', ...more])
    .default('text');
}

/** One line on standard output: `data` as JSON, or the text. */
export function printAs(format: OutputFormat, text: string, data: object): void {
  process.stdout.write(`${format === 'json' ? JSON.stringify(data) : text}\n`);
}
