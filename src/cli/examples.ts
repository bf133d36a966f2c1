/** Examples in the help of a command. A test parses each one with the real commands. */
import type { Command } from 'commander';

/** @param examples complete command lines for a shell, the most common first. */
export function addExamples(command: Command, ...examples: readonly string[]): Command {
  const [first = '', ...more] = examples;
  const text =
    more.length === 0
      ? `Example: ${first}`
      : ['Examples:', ...examples.map((line) => `  ${line}`)].join('\n');
  return command.addHelpText('after', `\n${text}`);
}
