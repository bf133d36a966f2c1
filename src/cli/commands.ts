/** The commands of `atmos-pro`. The module of a command is loaded only when it is needed. */
import { Command } from 'commander';
import { version } from '../base/version.ts';
import { addExamples } from './examples.ts';
import { explainUsage } from './explain-usage.ts';

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
  backup: {
    summary: 'Copy the SQLite database of a server.',
    load: async () => (await import('./backup/command.ts')).backupCommand(),
  },
  restore: {
    summary: 'Replace the database of a server by a backup.',
    load: async () => (await import('./restore/command.ts')).restoreCommand(),
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
  config: {
    summary: 'Write, check and pin the configuration file of a server.',
    load: async () => (await import('./config/command.ts')).configCommand(),
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
  tokens: {
    summary: 'List and revoke the GitHub tokens of jobs.',
    load: async () => (await import('./tokens/command.ts')).tokensCommand(),
  },
  batches: {
    summary: 'List, show, release and retry the deployments of a server.',
    load: async () => (await import('./batches/command.ts')).batchesCommand(),
  },
  deliveries: {
    summary: 'List the deliveries of GitHub’s webhook, and retry those that failed.',
    load: async () => (await import('./deliveries/command.ts')).deliveriesCommand(),
  },
  drift: {
    summary: 'List and remediate the drift of instances, list its causes, and print badges.',
    load: async () => (await import('./drift/command.ts')).driftCommand(),
  },
  'admin-token': {
    summary: 'Create tokens for the admins of a server.',
    load: async () => (await import('./admin-token/command.ts')).adminTokenCommand(),
  },
  demo: {
    summary: 'Run a demo on this machine, without network access.',
    load: async () => (await import('./demo/command.ts')).demoCommand(),
  },
  completion: {
    summary: 'Print a script that completes commands in bash, zsh or fish.',
    load: async () => (await import('./completion/command.ts')).completionCommand(loadAllCommands),
  },
};

const footer = `
Exit codes: 0 success, 1 failure, 2 invalid command line or configuration, 3 denied.`;

/** Settings of every command of a tree. They do not pass from parent to child when a tree is joined. */
function prepare(command: Command): Command {
  command
    .exitOverride()
    .helpOption('-h, --help', 'Show help.')
    // `main` reads `help`, so that it works the same way at every level.
    .helpCommand(false);
  explainUsage(command);
  for (const child of command.commands) prepare(child);
  return command;
}

function createProgram(): Command {
  const program = new Command('atmos-pro')
    .description('Self-hosted server for the Atmos Pro API, a GitHub simulator, and tools for both.')
    .version(version, '--version', 'Print the version.')
    // Options after a subcommand belong to the subcommand, even if its parent has an option with the same name.
    .enablePositionalOptions();
  return addExamples(
    program,
    'atmos-pro demo',
    'atmos-pro help policy lint',
    'atmos-pro doctor --config atmos-pro.yaml',
  ).addHelpText('after', footer);
}

/** @param name the first word of the command line: that command is complete, of all others only the summary is known. */
export async function createCommandLine(name: string): Promise<Command> {
  const program = createProgram();
  const named = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (named === undefined) {
    for (const [each, { summary }] of Object.entries(commands)) program.command(each).description(summary);
    program.command('help [command...]').description('Show the help of a command.');
  } else {
    program.addCommand(await named.load());
  }
  return prepare(program);
}

/** The program with every command. */
export async function loadAllCommands(): Promise<Command> {
  const program = createProgram();
  for (const { load } of Object.values(commands)) program.addCommand(await load());
  return prepare(program);
}
