/**
 * Reads the files through which a step talks to the runner: `GITHUB_ENV`, `GITHUB_OUTPUT`, `GITHUB_STATE` (pairs) and
 * `GITHUB_PATH` (lines). Formats: docs.github.com, "Workflow commands", environment files.
 */

/** The name that the runner refuses in `GITHUB_ENV`, because it would change how later actions run. */
const refusedVariables = new Set(['NODE_OPTIONS']);

/** `NAME=value` lines and `NAME<<DELIMITER` blocks, in order; a later pair of the same name wins. */
export function readPairs(text: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line === '') continue;
    const [, name = '', operator = '', rest = ''] = /^(.*?)(<<|=)(.*)$/s.exec(line) ?? [];
    if (name === '') throw new Error(`Invalid format '${line}'`);
    if (operator === '=') {
      pairs[name] = rest;
      continue;
    }
    const end = lines.indexOf(rest, index + 1);
    if (rest === '' || end === -1) throw new Error(`Invalid value. Matching delimiter not found '${rest}'`);
    pairs[name] = lines.slice(index + 1, end).join('\n');
    index = end;
  }
  return pairs;
}

/** Like {@link readPairs}, without the variables that a step must not set. */
export function readEnvironmentFile(text: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(readPairs(text)).filter(([name]) => !refusedVariables.has(name.toUpperCase())),
  );
}

/** One directory a line, the last one first in `PATH`. */
export function readPathFile(text: string): string[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .reverse();
}
