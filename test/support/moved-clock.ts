/** A clock for the processes of a test, which the test moves. */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface MovedClock extends Disposable {
  /** For the environment of Node.js processes: their time of day is that of this clock, also while they run. */
  readonly environment: Readonly<Record<string, string>>;
  advance(seconds: number): void;
}

export function createMovedClock(): MovedClock {
  const folder = mkdtempSync(join(tmpdir(), 'clock-'));
  const file = join(folder, 'ahead');
  let ahead = 0;
  function write(): void {
    // In one piece: a process may read it at any moment.
    writeFileSync(`${file}.new`, String(ahead));
    renameSync(`${file}.new`, file);
  }
  write();
  return {
    environment: {
      NODE_OPTIONS: `--require ${JSON.stringify(resolve(import.meta.dirname, 'moved-clock.cjs'))}`,
      ATMOS_PRO_TEST_CLOCK: file,
    },
    advance(seconds) {
      ahead += seconds * 1_000;
      write();
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
