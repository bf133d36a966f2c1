/** `atmos-pro demo`: the whole system on this machine, offline, in half a minute. Exit code 1 when anything is not as it should be. */
import { Command } from 'commander';
import { exitCodes } from '../exit-codes.ts';
import { playDemo } from './play.ts';
import { createReport } from './report.ts';

async function demo(): Promise<void> {
  const report = createReport((line) => process.stdout.write(`${line}\n`));
  await playDemo(report);
  const failures = report.failures();
  report.chapter(failures === 0 ? 'All as it should be.' : `${failures} expectations did not hold.`);
  if (failures > 0) process.exitCode = exitCodes.failed;
}

export function demoCommand(): Command {
  return new Command('demo')
    .description('play two jobs against a simulated GitHub and a real server')
    .action(demo);
}
