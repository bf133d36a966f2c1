#!/usr/bin/env node
/** The command line `atmos-pro`. Loads the module of a command only when it runs. */
import { Command, CommanderError } from 'commander';
import { version } from '../base/version.ts';
import { describeFailure, exitCodeFor, exitCodes } from './exit-codes.ts';
import { enterUserDirectory } from './user-directory.ts';

interface LazyCommand {
  readonly summary: string;
  load(): Promise<Command>;
}

/** Loaded on demand, so that `--help` is fast. */
const commands: Readonly<Record<string, LazyCommand>> = {
  serve: {
    summary: 'Run the Atmos Pro server.',
    load: async () => (await import('./serve/command.ts')).serveCommand(),
  },
  migrate: {
    summary: 'Apply pending migrations to the database.',
    load: async () => (await import('./migrate/command.ts')).migrateCommand(),
  },
  simulate: {
    summary: 'Run a simulated GitHub for tests.',
    load: async () => (await import('./simulate/command.ts')).simulateCommand(),
  },
  doctor: {
    summary: 'Check the installation of a server.',
    load: async () => (await import('./doctor/command.ts')).doctorCommand(),
  },
  health: {
    summary: 'Check whether a server is ready.',
    load: async () => (await import('./health/command.ts')).healthCommand(),
  },
  'github-app': {
    summary: 'Create the GitHub App that the server needs.',
    load: async () => (await import('./github-app/command.ts')).githubAppCommand(),
  },
  policy: {
    summary: 'Lint, explain, create and convert trust policies.',
    load: async () => (await import('./policy/command.ts')).policyCommand(),
  },
  audit: {
    summary: 'Read, export, verify and prune the audit log.',
    load: async () => (await import('./audit/command.ts')).auditCommand(),
  },
  keys: {
    summary: 'List and rotate the keys that sign sessions.',
    load: async () => (await import('./keys/command.ts')).keysCommand(),
  },
  locks: {
    summary: 'List, show and force-release the locks of a server.',
    load: async () => (await import('./locks/command.ts')).locksCommand(),
  },
  'admin-token': {
    summary: 'Create tokens for the admins of a server.',
    load: async () => (await import('./admin-token/command.ts')).adminTokenCommand(),
  },
  demo: {
    summary: 'Run a demo on this machine, without network access.',
    load: async () => (await import('./demo/command.ts')).demoCommand(),
  },
};

const footer = `
Exit codes: 0 success, 1 failure, 2 invalid command line or configuration, 3 denied.`;

function createProgram(): Command {
  return (
    new Command('atmos-pro')
      .description('Self-hosted server for the Atmos Pro API, a GitHub simulator, and tools for both.')
      .version(version, '--version', 'Print the version.')
      .addHelpText('after', footer)
      // Options after a subcommand belong to the subcommand, even if its parent has an option with the same name.
      .enablePositionalOptions()
      .exitOverride()
  );
}

/** @param args the arguments after the program name. Returns the exit code; a command can set `process.exitCode`. */
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
