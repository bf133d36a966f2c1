/** Reads the audit log with `atmos-pro audit`, and counts its events. */
import { spawnSync } from 'node:child_process';
import { isRecord } from '../../../../base/text.ts';
import { programFile } from '../../../program-file.ts';

export interface AuditSummary {
  readonly text: string;
  readonly exchanges: number;
  readonly mints: number;
}

/** Prints each entry. Runs `atmos-pro audit` twice: as text, and as JSON. */
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
    .map((line): unknown => JSON.parse(line))
    .map((entry) => (isRecord(entry) ? entry['event'] : undefined));
  return {
    text,
    exchanges: events.filter((event) => event === 'session.exchange').length,
    mints: events.filter((event) => event === 'token.mint').length,
  };
}
