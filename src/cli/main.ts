#!/usr/bin/env node
/** The command line `atmos-pro`. */
import { CommanderError } from 'commander';
import { createCommandLine } from './commands.ts';
import { describeFailure, exitCodeFor, exitCodes } from './exit-codes.ts';
import { printHelp, readHelpPath } from './help.ts';
import { enterUserDirectory } from './user-directory.ts';

/** @param args the arguments after the program name. Returns the exit code; a command can set `process.exitCode`. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const helpPath = readHelpPath(args);
    const program = await createCommandLine((helpPath ?? args)[0] ?? '');
    if (helpPath === undefined) await program.parseAsync(args, { from: 'user' });
    else printHelp(program, helpPath);
    return Number(process.exitCode ?? exitCodes.ok);
  } catch (error) {
    // Commander has printed the message.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    process.stderr.write(describeFailure(error));
    return exitCodeFor(error);
  }
}

/** A reader that stops early, such as `head`, closes the pipe. That is not an error. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

if (import.meta.main) {
  process.stdout.on('error', endWithReader);
  enterUserDirectory(process.env);
  process.exitCode = await main(process.argv.slice(2));
}
