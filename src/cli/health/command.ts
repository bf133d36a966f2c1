/** `atmos-pro health`: checks whether a server is ready, for health checks in containers without a shell. */
import { Command } from 'commander';
import { ActionError } from '../../base/errors.ts';
import { addExamples } from '../examples.ts';
import { withProgress } from '../progress.ts';

/** Shorter than the timeout of container engines for a health check, in milliseconds. */
const healthTimeoutMs = 4_000;

async function checkHealth({ url }: { readonly url: string }): Promise<void> {
  const target = `${url.replace(/\/$/, '')}/readyz`;
  let status: number;
  try {
    const signal = AbortSignal.timeout(healthTimeoutMs);
    const response = await withProgress('Waiting for the server', () =>
      fetch(target, { signal, redirect: 'manual' }),
    );
    await response.body?.cancel();
    ({ status } = response);
  } catch (cause) {
    throw new ActionError('REMOTE_UNREACHABLE', `${target} did not answer.`, { cause });
  }
  if (status !== 200) throw new ActionError('REMOTE_REFUSED', `${target} answered HTTP ${status}.`);
}

export function healthCommand(): Command {
  const command = new Command('health')
    .description('Check whether a server is ready. Prints nothing if it is.')
    .option('--url <url>', 'address of the server', 'http://127.0.0.1:8080')
    .addHelpText('after', '\nExit codes: 0 ready, 1 not ready, 2 invalid command line.')
    .action(checkHealth);
  return addExamples(command, 'atmos-pro health', 'atmos-pro health --url https://atmos-pro.example.com');
}
