#!/usr/bin/env node
/** The command line `atmos-pro`: knows the names of its commands and loads one only to run it. */
import { Command, CommanderError } from 'commander';
import { version } from '../base/version.ts';
import { describeFailure, exitCodeFor, exitCodes } from './exit-codes.ts';

interface LazyCommand {
  readonly summary: string;
  load(): Promise<Command>;
}

/** A command's module is loaded when it is called, so that `--help` is quick. */
const commands: Readonly<Record<string, LazyCommand>> = {
  serve: {
    summary: 'run the Atmos Pro API',
    load: async () => (await import('./serve/command.ts')).serveCommand(),
  },
  migrate: {
    summary: 'bring the database to the current schema',
    load: async () => (await import('./migrate/command.ts')).migrateCommand(),
  },
  simulate: {
    summary: 'run a simulated GitHub',
    load: async () => (await import('./simulate/command.ts')).simulateCommand(),
  },
  doctor: {
    summary: 'check everything that the server stands on',
    load: async () => (await import('./doctor/command.ts')).doctorCommand(),
  },
  health: {
    summary: 'ask a server whether it is ready',
    load: async () => (await import('./health/command.ts')).healthCommand(),
  },
  'github-app': {
    summary: 'describe the GitHub App that the server needs',
    load: async () => (await import('./github-app/command.ts')).githubAppCommand(),
  },
  policy: {
    summary: 'check, explain and write trust policies',
    load: async () => (await import('./policy/command.ts')).policyCommand(),
  },
  audit: {
    summary: 'read, export and check the audit log',
    load: async () => (await import('./audit/command.ts')).auditCommand(),
  },
  keys: {
    summary: 'see and rotate the keys that sign sessions',
    load: async () => (await import('./keys/command.ts')).keysCommand(),
  },
  locks: {
    summary: 'see the locks of a server, and free stuck ones',
    load: async () => (await import('./locks/command.ts')).locksCommand(),
  },
  'admin-token': {
    summary: 'make tokens for the admins of a server',
    load: async () => (await import('./admin-token/command.ts')).adminTokenCommand(),
  },
  demo: {
    summary: 'play the whole system on this machine',
    load: async () => (await import('./demo/command.ts')).demoCommand(),
  },
};

const footer = `
Exit codes: 0 done, 1 failed, 2 the command line or the configuration has to be mended, 3 refused.`;

function createProgram(): Command {
  return (
    new Command('atmos-pro')
      .description('Atmos Pro API, self-hosted: server, simulator and tools')
      .version(version, '--version', 'display the version')
      .addHelpText('after', footer)
      // What stands after a subcommand is the subcommand's, also where its family has an option of that name.
      .enablePositionalOptions()
      .exitOverride()
  );
}

/** @param args what follows the program's name. Returns the exit code; a command that found fault sets `process.exitCode`. */
export async function main(args: readonly string[]): Promise<number> {
  const program = createProgram();
  const named = commands[args[0] ?? ''];
  try {
    if (named === undefined) {
      for (const [name, { summary }] of Object.entries(commands)) program.command(name).description(summary);
    } else {
      const command = await named.load();
      for (const each of [command, ...command.commands]) each.exitOverride();
      program.addCommand(command);
    }
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? exitCodes.ok);
  } catch (error) {
    // Commander has printed what is wrong.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    process.stderr.write(describeFailure(error));
    return exitCodeFor(error);
  }
}

/** A reader that has seen enough, such as `head`, closes the pipe: that is no failure of ours. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

if (import.meta.main) {
  process.stdout.on('error', endWithReader);
  process.exitCode = await main(process.argv.slice(2));
}
