/** How the command line ends. */
import { ActionError } from '../base/errors.ts';

export const exitCodes = {
  ok: 0,
  /** A defect, or a peer that failed. */
  failed: 1,
  /** The command line, a file or a variable has to be mended. */
  usage: 2,
  /** A policy was asked about a caller, and denies it; or a server or a person said no. */
  denied: 3,
} as const;

export function exitCodeFor(error: unknown): number {
  if (!(error instanceof ActionError)) return exitCodes.failed;
  if (error.code.startsWith('DENIED_')) return exitCodes.denied;
  return error.code.startsWith('INPUT_') ? exitCodes.usage : exitCodes.failed;
}

/** What to do when the machine refuses an address to listen at. */
const hintsOfListening: Readonly<Record<string, string>> = {
  EADDRINUSE:
    'Something listens there already. End it, or choose another port: `listen.port` or `metrics.port` of the configuration, `--port` of simulate.',
  EADDRNOTAVAIL:
    'This machine has no such address: see `listen.host` and `metrics.host` of the configuration.',
  EACCES: 'Ports below 1024 are for root: choose one above.',
};

function hintOf(error: Error): string | undefined {
  if (error instanceof ActionError) return error.hint;
  const { code, syscall } = error as NodeJS.ErrnoException;
  return syscall === 'listen' ? hintsOfListening[code ?? ''] : undefined;
}

/** Code, message, hint and causes, as lines for a terminal. */
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
