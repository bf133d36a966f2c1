/** `atmos-pro demo`: runs two jobs against a simulated GitHub and a real server. Exit code 1 if a check fails. */
import { Command } from 'commander';
import { addExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { playDemo } from './play.ts';
import { createReport } from './report.ts';

async function runDemo(): Promise<void> {
  const report = createReport((line) => process.stdout.write(`${line}\n`));
  await playDemo(report);
  const failed = report.failed();
  report.chapter(failed.length === 0 ? 'All checks passed' : `Failed checks: ${failed.join(', ')}`);
  if (failed.length > 0) process.exitCode = exitCodes.failed;
}

export function demoCommand(): Command {
  const command = new Command('demo')
    .description('Run two jobs against a simulated GitHub and a real server, without network access.')
    .addHelpText('after', '\nExit codes: 0 all checks passed, 1 a check failed.')
    .action(runDemo);
  return addExamples(command, 'atmos-pro demo');
}
