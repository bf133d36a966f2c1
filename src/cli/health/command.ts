/** `atmos-pro health`: whether the server beside it is ready, for containers that have no shell to ask with. */
import { Command } from 'commander';
import { ActionError } from '../../base/errors.ts';

/** Below the time that container engines give a check, in milliseconds. */
const timeoutMs = 4_000;

async function health({ url }: { readonly url: string }): Promise<void> {
  const target = `${url.replace(/\/$/, '')}/readyz`;
  let status: number;
  try {
    const response = await fetch(target, { signal: AbortSignal.timeout(timeoutMs), redirect: 'manual' });
    await response.body?.cancel();
    ({ status } = response);
  } catch (cause) {
    throw new ActionError('REMOTE_UNREACHABLE', `${target} did not answer.`, { cause });
  }
  if (status !== 200) throw new ActionError('REMOTE_REFUSED', `${target} answered ${status}.`);
}

export function healthCommand(): Command {
  return new Command('health')
    .description('ask a server whether it is ready; says nothing when it is')
    .option('--url <url>', 'where it listens', 'http://127.0.0.1:8080')
    .action(health);
}
