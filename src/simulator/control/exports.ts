/** Writes an environment as lines that a POSIX shell can read. */

/** `export NAME='value'`, one a line. */
export function renderExports(environment: Readonly<Record<string, string>>): string {
  const lines = Object.entries(environment).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`,
  );
  return lines.join('');
}
