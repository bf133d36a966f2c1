/** `atmos-pro doctor`: looks at everything that the server stands on, and says what to do. Changes nothing. */
import { setGlobalProxyFromEnv } from 'node:http';
import { Command } from 'commander';
import { defaultConfigFile } from '../default-config-file.ts';
import { exitCodes } from '../exit-codes.ts';
import { examine } from './examine.ts';
import { renderResults } from './render.ts';

async function doctor(options: { readonly config: string; readonly json: boolean }): Promise<void> {
  setGlobalProxyFromEnv();
  const results = await examine({
    file: options.config,
    variables: process.env,
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
    .description('check everything that the server stands on, and say what to do')
    .option('-c, --config <file>', 'configuration file', defaultConfigFile)
    .option('--json', 'one JSON array, for programs', false)
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing to mend (there may be things to look at), 1 something to mend, 2 the configuration is not valid.',
    )
    .action(doctor);
}
