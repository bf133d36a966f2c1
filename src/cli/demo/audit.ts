/** Reads the audit log with the command that an admin would use, and counts what it tells of. */
import { spawnSync } from 'node:child_process';
import { programFile } from '../program-file.ts';

export interface AuditSummary {
  readonly text: string;
  readonly exchanges: number;
  readonly mints: number;
}

/** Prints each entry on a line of its own. Runs `atmos-pro audit`, once for people and once as JSON. */
export async function showAudit(
  configFile: string,
  environment: Readonly<Record<string, string>>,
  print: (line: string) => void,
): Promise<AuditSummary> {
  const run = (...args: string[]): string =>
    spawnSync(process.execPath, [programFile, 'audit', '--config', configFile, ...args], {
      env: { ...environment },
      encoding: 'utf8',
    }).stdout;
  for (const line of run().trimEnd().split('\n')) print(line);
  const text = run('--format', 'json');
  const events = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { readonly event: string }).event);
  return {
    text,
    exchanges: events.filter((event) => event === 'session.exchange').length,
    mints: events.filter((event) => event === 'token.mint').length,
  };
}
