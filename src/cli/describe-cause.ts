/** Says in a word why the network, the disk or a driver failed. */

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** The code of an error or of its cause, such as `ECONNREFUSED`; else its message. */
export function describeCause(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return codeOf(cause) ?? (cause instanceof Error ? cause.message : String(cause));
}

/** The code of the cause alone, for errors whose cause has hosts and users in its message; else the message of the error. */
export function describeCauseByCode(error: Error): string {
  return codeOf(error.cause) ?? error.message;
}
