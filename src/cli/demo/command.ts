/** `atmos-pro demo`: plays acts against a simulated GitHub and a real server. Exit code 1 if a check fails. */
import { Command, Option } from 'commander';
import { addExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { acts } from './acts/acts.ts';
import { playDemo } from './play.ts';
import { createReport } from './report.ts';

interface DemoCommandOptions {
  readonly act?: readonly string[] | undefined;
  readonly keep: boolean;
}

async function runDemo({
  act: wanted = acts.map(({ name }) => name),
  keep,
}: DemoCommandOptions): Promise<void> {
  const report = createReport((line) => process.stdout.write(`${line}\n`));
  const isPlayed = await playDemo(report, { acts: acts.filter(({ name }) => wanted.includes(name)), keep });
  if (!isPlayed || report.failed().length > 0) process.exitCode = exitCodes.failed;
}

function describeActs(): string {
  const width = Math.max(...acts.map(({ name }) => name.length));
  return acts.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join('\n');
}

export function demoCommand(): Command {
  const command = new Command('demo')
    .description(
      'Play tokens, policies, locks, deployments and drift against a simulated GitHub, without network access.',
    )
    .addOption(new Option('--act <name...>', 'play only these acts').choices(acts.map(({ name }) => name)))
    .option('--keep', 'leave server and simulator running after the acts, and print what to try', false)
    .addHelpText(
      'after',
      `\nActs:\n${describeActs()}\n\nExit codes: 0 all checks passed, 1 a check failed or the demo was stopped.`,
    )
    .action(runDemo);
  return addExamples(command, 'atmos-pro demo', 'atmos-pro demo --act deployments --keep');
}
