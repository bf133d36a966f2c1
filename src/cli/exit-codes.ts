/** Exit codes and error messages of the command line. */
import { ActionError } from '../base/errors.ts';

export const exitCodes = {
  ok: 0,
  /** A bug, or a failure of a server, GitHub or the database. */
  failed: 1,
  /** The command line, a file or an environment variable is invalid. */
  usage: 2,
  /** A policy denies the caller, the server denied the request, or the user answered no. */
  denied: 3,
} as const;

export function exitCodeFor(error: unknown): number {
  if (!(error instanceof ActionError)) return exitCodes.failed;
  if (error.code.startsWith('DENIED_')) return exitCodes.denied;
  return error.code.startsWith('INPUT_') ? exitCodes.usage : exitCodes.failed;
}

/** Hints for an address that the operating system does not let the server listen on, by error code. */
const listenHints: Readonly<Record<string, string>> = {
  EADDRINUSE:
    'Another process uses this port. Stop it, or choose another port: `listen.port` or `metrics.port` in the configuration, `--port` for `simulate`.',
  EADDRNOTAVAIL:
    'This machine does not have this address. Check `listen.host` and `metrics.host` in the configuration.',
  EACCES: 'Ports below 1024 need root. Choose a higher port.',
};

function hintOf(error: Error): string | undefined {
  if (error instanceof ActionError) return error.hint;
  const { code, syscall }: NodeJS.ErrnoException = error;
  return syscall === 'listen' ? listenHints[code ?? ''] : undefined;
}

/** Code, message, hint and causes, one per line. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return `atmos-pro: ${String(error)}\n`;
  const code = error instanceof ActionError ? `${error.code}: ` : '';
  const lines = [`atmos-pro: ${code}${error.message}`];
  const hint = hintOf(error);
  if (hint !== undefined) lines.push(`  hint: ${hint}`);
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    lines.push(`  cause: ${cause.message}`);
  }
  return `${lines.join('\n')}\n`;
}
