/** `atmos-pro doctor`: checks the installation of a server and prints remedies. Changes nothing. */
import { setGlobalProxyFromEnv } from 'node:http';
import { Command } from 'commander';
import { defaultConfigFile } from '../default-config-file.ts';
import { exitCodes } from '../exit-codes.ts';
import { examine } from './examine.ts';
import { renderResults } from './render.ts';

async function runDoctor(options: { readonly config: string; readonly json: boolean }): Promise<void> {
  setGlobalProxyFromEnv();
  const results = await examine(options.config, process.env, {
    fetch: globalThis.fetch,
    now: () => Date.now(),
  });
  process.stdout.write(options.json ? `${JSON.stringify(results, null, 2)}\n` : renderResults(results));
  const failed = results.filter(({ status }) => status === 'fail');
  if (failed.some(({ check }) => check === 'config')) process.exitCode = exitCodes.usage;
  else if (failed.length > 0) process.exitCode = exitCodes.failed;
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'Check the configuration, database, GitHub App, repositories and public URL of a server. Changes nothing.',
    )
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .option('--json', 'print a JSON array', false)
    .addHelpText(
      'after',
      '\nExit codes: 0 no errors (warnings are possible), 1 errors, 2 invalid configuration.',
    )
    .action(runDoctor);
}
