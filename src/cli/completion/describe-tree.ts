/** The commands as data for the completion of shells. */
import type { Argument, Command, Option } from 'commander';

/** What can follow an option, or stand as an argument. */
export type CompletedValue =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'files' }
  | { readonly kind: 'text' };

export interface CompletedOption {
  /** With dashes, the long one first: `--config`, `-c`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** `undefined` for an option without a value. */
  readonly value: CompletedValue | undefined;
}

export interface CompletedCommand {
  /** Words after the program, such as `policy lint`; empty for the program. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly CompletedOption[];
  readonly argument: CompletedValue | undefined;
}

/** Names of values that are paths. */
const pathNames: ReadonlySet<string> = new Set(['file', 'files', 'path', 'directory']);

function describeValue(name: string, choices: readonly string[] | undefined): CompletedValue {
  if (choices !== undefined) return { kind: 'words', words: choices };
  return pathNames.has(name) ? { kind: 'files' } : { kind: 'text' };
}

function describeOption({
  long,
  short,
  flags,
  description,
  required,
  optional,
  argChoices,
}: Option): CompletedOption {
  const name = /[<[]([\w-]+)/.exec(flags)?.[1] ?? '';
  return {
    flags: [long, short].filter((flag) => flag !== undefined && flag !== null),
    description,
    value: required || optional ? describeValue(name, argChoices) : undefined,
  };
}

function describeArgument(argument: Argument | undefined): CompletedValue | undefined {
  return argument === undefined ? undefined : describeValue(argument.name(), argument.argChoices);
}

/** @returns the command and all below it, parents first. */
export function describeTree(command: Command, parents: readonly string[] = []): CompletedCommand[] {
  const isProgram = command.parent === null;
  const words = isProgram ? [] : [...parents, command.name()];
  return [
    {
      path: words.join(' '),
      commands: command.commands.map((child) => ({ name: child.name(), description: child.description() })),
      options: [
        ...command.options.map(describeOption),
        { flags: ['--help', '-h'], description: 'Show help.', value: undefined },
      ],
      argument: describeArgument(command.registeredArguments[0]),
    },
    ...command.commands.flatMap((child) => describeTree(child, words)),
  ];
}

/** `policy:lint` for each command below the program: how a script finds the command that a line names. */
export function stepsOf(tree: readonly CompletedCommand[]): string[] {
  return tree.flatMap(({ path, commands }) => commands.map(({ name }) => `${path}:${name}`));
}

/** `policy lint:--format` for each flag that takes a value, with that value. */
export function optionValuesOf(
  tree: readonly CompletedCommand[],
): { readonly place: string; readonly value: CompletedValue }[] {
  return tree.flatMap(({ path, options }) =>
    options.flatMap(({ flags, value }) =>
      value === undefined ? [] : flags.map((flag) => ({ place: `${path}:${flag}`, value })),
    ),
  );
}

/** Text in single quotes, for every shell here. */
export function quoteShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Patterns of a `case`, of which any may match. */
export function casePattern(words: readonly string[]): string {
  return words.map(quoteShell).join('|');
}
