/** Writes entries in the syntax of a git configuration file, and the entries that make git read that file. */
import { ActionError } from '../../base/errors.ts';
import { type GitConfigEntry, parseGitConfigKey } from './entry.ts';

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\t': '\\t',
  '\b': '\\b',
};

function renderSection(section: string, subsection: string | undefined): string {
  // Within a subsection git knows two escapes only and passes everything else through.
  return subsection === undefined
    ? `[${section}]`
    : `[${section} "${subsection.replace(/[\\"]/g, (character) => `\\${character}`)}"]`;
}

function renderValue(value: string): string {
  return `"${value.replace(/[\\"\n\t\b]/g, (character) => escapes[character] ?? character)}"`;
}

/**
 * Text of a file that git reads as `entries`, in their order. Ends with a newline.
 * @throws ActionError `INTERNAL` for a key that git would refuse, a NUL, or a CR before a newline, which no file can hold.
 */
export function renderGitConfigFile(entries: readonly GitConfigEntry[]): string {
  let current: string | undefined;
  const lines: string[] = [];
  for (const { key, value } of entries) {
    const parts = parseGitConfigKey(key);
    if (parts === undefined || parts.section === '' || /[\0\r]/.test(key) || /\0|\r/.test(value)) {
      throw new ActionError(
        'INTERNAL',
        `A git configuration file cannot hold the key ${JSON.stringify(key)}.`,
      );
    }
    const section = renderSection(parts.section, parts.subsection);
    if (section !== current) {
      lines.push(section);
      current = section;
    }
    lines.push(`\t${parts.name} = ${renderValue(value)}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** Where the runner mounts `RUNNER_TEMP` for a Docker container action. */
const containerTemp = '/github/runner_temp';

/**
 * Entries that include the file at `path` (absolute). The second one is where a container action finds it; git skips
 * a file that does not exist.
 * @param temp RUNNER_TEMP. A file outside of it has no place in a container.
 */
export function includeGitConfigFile(path: string, temp: string | undefined): readonly GitConfigEntry[] {
  const inContainer =
    temp !== undefined && path.startsWith(temp) ? `${containerTemp}${path.slice(temp.length)}` : path;
  return [...new Set([path, inContainer.replaceAll('\\', '/')])].map((value) => ({
    key: 'include.path',
    value,
  }));
}
