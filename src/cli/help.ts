/** `atmos-pro help`, at every level, and unknown commands. */
import type { Command } from 'commander';
import { suggestWord } from '../base/suggest-word.ts';

/**
 * The words after `help`, without it: `help policy lint` and `policy help lint` both ask for `policy lint`. `undefined` if the
 * command line does not ask for help in this way.
 */
export function readHelpPath(args: readonly string[]): readonly string[] | undefined {
  const [first = '', second, ...more] = args;
  if (first === 'help') return args.slice(1);
  return second === 'help' ? [first, ...more] : undefined;
}

/** Ends the command line if there is a word that is not a command of `family`. */
export function refuseUnknownCommand(family: Command, word: string | undefined): void {
  if (word === undefined) return;
  const meant = suggestWord(
    word,
    family.commands.map((command) => command.name()),
  );
  const hint = meant === undefined ? '' : `\n(Did you mean ${meant}?)`;
  family.error(`error: unknown command '${word}'${hint}`, { code: 'commander.unknownCommand', exitCode: 2 });
}

/** Prints the help of a command. Options in `path` are ignored. */
export function printHelp(program: Command, path: readonly string[]): void {
  let command = program;
  for (const word of path.filter((each) => !each.startsWith('-'))) {
    const child = command.commands.find((each) => each.name() === word);
    if (child === undefined) refuseUnknownCommand(command, word);
    command = child ?? command;
  }
  command.outputHelp();
}
