/** Runs this program as a person would in a terminal, and shows its output. */
import { execFile } from 'node:child_process';
import { programFile } from '../../program-file.ts';
import type { DemoReport } from '../report.ts';

export interface ProgramOutput {
  readonly code: number;
  /** Standard output, then standard error. */
  readonly output: string;
}

interface ProgramPlace {
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd?: string | undefined;
}

/** A failure is a code, not a rejection. */
export async function showProgram(
  args: readonly string[],
  { environment, cwd }: ProgramPlace,
  report: DemoReport,
): Promise<ProgramOutput> {
  const { code, output } = await new Promise<ProgramOutput>((resolve) => {
    const options = { cwd, env: { ...environment } };
    const child = execFile(process.execPath, [programFile, ...args], options, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? 1, output: `${stdout}${stderr}` }),
    );
  });
  report.say(`$ atmos-pro ${args.map((arg) => (/\s/.test(arg) ? `"${arg}"` : arg)).join(' ')}`);
  for (const line of output.trimEnd().split('\n')) report.quote(line);
  return { code, output };
}
