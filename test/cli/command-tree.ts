/** The real commands, with the help that each prints. */
import type { Command } from 'commander';
import { loadAllCommands } from '../../src/cli/commands.ts';

export interface NamedCommand {
  /** `atmos-pro policy lint`. */
  readonly name: string;
  readonly command: Command;
}

function listCommands(command: Command, parents: readonly string[] = []): NamedCommand[] {
  const words = [...parents, command.name()];
  return [
    { name: words.join(' '), command },
    ...command.commands.flatMap((child) => listCommands(child, words)),
  ];
}

/** The program and all commands below it, parents first. */
export async function loadNamedCommands(): Promise<NamedCommand[]> {
  return listCommands(await loadAllCommands());
}

export function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

/** The examples of a help: command lines as a person types them. */
export function examplesOf(command: Command): string[] {
  const [, tail = ''] = /^Examples?:(.*)/ms.exec(helpOf(command)) ?? [];
  return [...tail.matchAll(/^ *(\S.*\batmos-pro\b.*|atmos-pro.*)$/gm)].map(([, line = '']) => line);
}

/** The arguments after `atmos-pro`: quotes are removed, and what comes after a redirection or a pipe is left out. */
export function readArguments(line: string): string[] {
  const [, text = ''] = /atmos-pro (.*?)(?: [>|] .*|\))?$/.exec(line) ?? [];
  return [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

/** Whether a command with commands of its own also does something without one. */
export function runsItself(name: string): boolean {
  return name === 'atmos-pro audit' || name === 'atmos-pro simulate';
}

/** Parses arguments with the real commands. @returns the command that would run, and its options. */
export async function parseOnly(
  args: readonly string[],
): Promise<{ readonly name: string; readonly options: object }> {
  const all = await loadNamedCommands();
  let run: { readonly name: string; readonly options: object } | undefined;
  for (const { name, command } of all) {
    command.configureOutput({ writeErr: () => {} });
    if (command.commands.length > 0 && !runsItself(name)) continue;
    command.action(() => {
      run = { name, options: command.opts() };
    });
  }
  const [program] = all;
  await program?.command.parseAsync(args, { from: 'user' });
  if (run === undefined) throw new Error(`no command runs for ${args.join(' ')}`);
  return run;
}
