/** `atmos-pro doctor`: checks the installation of a server and prints remedies. Changes nothing without `--fix`. */
import { setGlobalProxyFromEnv } from 'node:http';
import { Command } from 'commander';
import { defaultConfigFile } from '../default-config-file.ts';
import { addExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatOption, type OutputFormat } from '../format-option.ts';
import { withProgress } from '../progress.ts';
import { hasColors } from '../terminal.ts';
import { examine } from './examine.ts';
import { renderResult, renderSummary } from './render.ts';

interface DoctorOptions {
  readonly config: string;
  readonly format: OutputFormat;
  readonly fix: boolean;
}

async function runDoctor({ config, format, fix }: DoctorOptions): Promise<void> {
  setGlobalProxyFromEnv();
  const color = hasColors();
  const results = await withProgress('Checking', (progress) =>
    examine(config, process.env, {
      fetch: globalThis.fetch,
      now: () => Date.now(),
      fix,
      starting: (check) => progress.say(`Checking ${check}`),
      report(result) {
        progress.clear();
        process.stdout.write(format === 'json' ? `${JSON.stringify(result)}\n` : renderResult(result, color));
      },
    }),
  );
  if (format === 'text') process.stdout.write(renderSummary(results));
  const failed = results.filter(({ status }) => status === 'fail');
  if (failed.some(({ check }) => check === 'config')) process.exitCode = exitCodes.usage;
  else if (failed.length > 0) process.exitCode = exitCodes.failed;
}

export function doctorCommand(): Command {
  const command = new Command('doctor')
    .description(
      'Check the configuration, database, GitHub App, repositories and public URL of a server. Changes nothing without --fix.',
    )
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .option(
      '--fix',
      'fix the rights of the server’s files, and remove drafts that killed commands left behind',
      false,
    )
    .addOption(formatOption())
    .addHelpText(
      'after',
      '\nExit codes: 0 no errors (warnings are possible), 1 errors, 2 invalid configuration.',
    )
    .action(runDoctor);
  return addExamples(
    command,
    'atmos-pro doctor',
    'atmos-pro doctor --fix',
    'atmos-pro doctor --config /etc/atmos-pro/atmos-pro.yaml --format json',
  );
}
