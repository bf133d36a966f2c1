/** Adds to commander's errors what a user types instead: the choice that was meant, and the variable of a required option. */
import { type Command, InvalidArgumentError, type Option } from 'commander';
import { suggestWord } from '../base/suggest-word.ts';

function suggestChoices(option: Option): void {
  const { argChoices, parseArg } = option;
  if (argChoices === undefined || parseArg === undefined) return;
  option.argParser((value: string, previous: unknown) => {
    try {
      return parseArg(value, previous);
    } catch (error) {
      const meant = error instanceof InvalidArgumentError ? suggestWord(value, argChoices) : undefined;
      throw meant === undefined || !(error instanceof InvalidArgumentError)
        ? error
        : new InvalidArgumentError(`${error.message} Did you mean ${meant}?`);
    }
  });
}

/** Names the variable after the option that a message says is not specified. */
function nameVariable(message: string, options: readonly Option[]): string {
  const missing = options.find(({ flags }) => message.includes(`required option '${flags}' not specified`));
  return missing?.envVar === undefined
    ? message
    : `${message.trimEnd()}\nSet ${missing.long} or the environment variable ${missing.envVar}.\n`;
}

export function explainUsage(command: Command): void {
  for (const option of command.options) suggestChoices(option);
  command.configureOutput({
    outputError: (message, write) => write(nameVariable(message, command.options)),
  });
}
