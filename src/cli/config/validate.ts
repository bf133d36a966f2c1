/** `atmos-pro config validate`: every problem with its line, or what the file has. */
import { ActionError } from '../../base/errors.ts';
import { findConfigProblems } from '../../server/config/read-config.ts';
import { findSuspectPermissions } from '../../server/config/suspect-permissions.ts';
import { exitCodes } from '../exit-codes.ts';
import type { OutputFormat } from '../format-option.ts';
import { loadServerConfig, readConfigText } from '../load-server-config.ts';

interface Problem {
  /** Absent for a problem of a file or a variable that the configuration names. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly message: string;
}

interface Verdict {
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

async function judge(file: string, fileOnly: boolean): Promise<Verdict> {
  const { problems, workspaces } = findConfigProblems(readConfigText(file));
  if (problems.length > 0) return { problems, warnings: [] };
  const warnings = findSuspectPermissions({ workspaces }).map(
    ({ workspace, repository, row, field, advice }) =>
      `Workspace ${workspace}, repository ${repository}, row ${row} of permissions: ${field} ${advice}`,
  );
  if (fileOnly) return { problems: [], warnings };
  try {
    await loadServerConfig(file, process.env);
    return { problems: [], warnings };
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    return { problems: [{ message: error.message }], warnings };
  }
}

export async function validateConfig(options: {
  readonly config: string;
  readonly fileOnly: boolean;
  readonly format: OutputFormat;
}): Promise<void> {
  const { config: file } = options;
  const { problems, warnings } = await judge(file, options.fileOnly);
  if (problems.length > 0) process.exitCode = exitCodes.usage;
  if (options.format === 'json') {
    const verdict = { file, valid: problems.length === 0, problems, warnings };
    process.stdout.write(`${JSON.stringify(verdict, null, 2)}\n`);
    return;
  }
  const lines = [
    ...problems.map(({ line, column, message }) =>
      line === undefined ? `error: ${message}` : `${file}:${line}:${column}: error: ${message}`,
    ),
    ...warnings.map((message) => `${file}: warning: ${message}`),
    problems.length === 0
      ? `${file} is valid.`
      : `${problems.length} error${problems.length === 1 ? '' : 's'}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
