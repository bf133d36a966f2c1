/**
 * A PostgreSQL for tests: its own cluster on a Unix socket in a temporary folder, without network, as root or not.
 * `test/support/postgres-global.ts` gives one Jest run one cluster, started by the first file that needs it; every
 * caller gets a database of its own.
 */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

/** Set for the whole run: the folder of the shared cluster. */
export const clusterVariable = 'ATMOS_PRO_TEST_POSTGRES';
/** Longest wait for another worker to start the cluster, in milliseconds. */
const startTimeoutMs = 60_000;

export interface PostgresDatabase {
  /** Names an empty database. */
  readonly url: string;
  /** Runs SQL in it as superuser. */
  query(sql: string): Promise<void>;
  /** Drops the database; the cluster too, when it belongs to nobody else. */
  stop(): Promise<void>;
}

/** Folder with `initdb` and `pg_ctl`, the newest there is, or `undefined`. */
export function findPostgres(): string | undefined {
  const packaged = '/usr/lib/postgresql';
  const versions = existsSync(packaged) ? readdirSync(packaged).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(packaged, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(':').filter((folder) => folder !== ''),
    '/opt/homebrew/opt/postgresql/bin',
    '/usr/local/pgsql/bin',
  ];
  return folders.find((folder) =>
    ['initdb', 'pg_ctl', 'postgres'].every((tool) => existsSync(join(folder, tool))),
  );
}

/** PostgreSQL refuses to run as root: the command and account that it runs under instead. */
interface Account {
  readonly prefix: readonly string[];
  readonly owner?: { readonly uid: number; readonly gid: number };
}

function idOf(user: string, flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

function works(command: readonly string[]): boolean {
  const [tool = '', ...args] = command;
  try {
    execFileSync(tool, [...args, 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function chooseAccount(): Account {
  if (userInfo().uid !== 0) return { prefix: [] };
  for (const user of ['postgres', 'nobody']) {
    try {
      const owner = { uid: idOf(user, '-u'), gid: idOf(user, '-g') };
      const prefix = ['setpriv', `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
      if (works(prefix)) return { prefix, owner };
    } catch {
      // No such account: the next one.
    }
  }
  return { prefix: ['unshare', '--user', '--map-user=1000', '--map-group=1000'] };
}

function run(account: Account, tool: string, args: readonly string[], folder: string): void {
  const [command = tool, ...rest] = [...account.prefix, tool, ...args];
  execFileSync(command, rest, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

function createCluster(folder: string, bin: string, isDurable = false): void {
  const account = chooseAccount();
  if (account.owner !== undefined) chownSync(folder, account.owner.uid, account.owner.gid);
  const data = join(folder, 'data');
  const initOptions = ['--auth=trust', '--username=postgres', '--encoding=UTF8', '--locale=C', '--no-sync'];
  run(account, join(bin, 'initdb'), ['--pgdata', data, ...initOptions], folder);
  startCluster(folder, bin, isDurable);
}

function startCluster(folder: string, bin: string, isDurable: boolean): void {
  const data = join(folder, 'data');
  const settings = [
    'listen_addresses=',
    `fsync=${isDurable ? 'on' : 'off'}`,
    'max_connections=200',
    `unix_socket_directories=${folder}`,
  ];
  const server = settings.map((setting) => `-c ${setting}`).join(' ');
  run(
    chooseAccount(),
    join(bin, 'pg_ctl'),
    ['start', '-w', '-D', data, '-l', join(folder, 'log'), '-o', server],
    folder,
  );
}

/** Without a goodbye to anybody: the next start recovers from the log. */
function haltCluster(folder: string, bin: string): void {
  const data = join(folder, 'data');
  run(chooseAccount(), join(bin, 'pg_ctl'), ['stop', '-w', '-m', 'immediate', '-D', data], folder);
}

/** Stops the cluster in `folder`, if there is one, and removes it. */
export function stopCluster(folder: string): void {
  const bin = findPostgres();
  if (bin !== undefined && existsSync(join(folder, 'data', 'postmaster.pid'))) haltCluster(folder, bin);
  rmSync(folder, { recursive: true, force: true });
}

/** Whoever makes the folder `starting` starts the cluster, the others wait for the file `ready`. */
async function shareCluster(folder: string, bin: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const ready = join(folder, 'ready');
  try {
    mkdirSync(join(folder, 'starting'));
  } catch {
    const deadline = Date.now() + startTimeoutMs;
    while (!existsSync(ready)) {
      if (Date.now() > deadline) throw new Error(`PostgreSQL did not start, see ${join(folder, 'log')}`);
      await sleep(50);
    }
    return;
  }
  createCluster(folder, bin);
  writeFileSync(ready, '');
}

function urlOf(folder: string, database: string): string {
  return `postgres:///${database}?host=${encodeURIComponent(folder)}&user=postgres`;
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function needPostgres(): string {
  const bin = findPostgres();
  if (bin !== undefined) return bin;
  throw new Error('no PostgreSQL was found in /usr/lib/postgresql or PATH');
}

async function createDatabase(folder: string): Promise<{ readonly name: string; readonly url: string }> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await execute(urlOf(folder, 'postgres'), `create database ${name}`);
  return { name, url: urlOf(folder, name) };
}

/** `isDurable`: what is committed is on the disk, as in production; for what is measured. A shared cluster never is. */
export async function startPostgres(isDurable = false): Promise<PostgresDatabase> {
  const shared = process.env[clusterVariable];
  if (shared === undefined) return startOwnPostgres(isDurable);
  await shareCluster(shared, needPostgres());
  const { name, url } = await createDatabase(shared);
  return {
    url,
    query: (sql) => execute(url, sql),
    stop: () => execute(urlOf(shared, 'postgres'), `drop database ${name} with (force)`),
  };
}

/** A cluster that nobody else uses, and that may therefore fail. */
export interface OwnPostgres extends PostgresDatabase {
  /** `pg_ctl stop -m immediate`, and a start that recovers. */
  restart(): void;
}

export async function startOwnPostgres(isDurable = false): Promise<OwnPostgres> {
  const bin = needPostgres();
  // Short: the path of a Unix socket has at most 107 bytes.
  const folder = mkdtempSync(join(tmpdir(), 'atmos-pg-'));
  createCluster(folder, bin, isDurable);
  const { url } = await createDatabase(folder);
  return {
    url,
    query: (sql) => execute(url, sql),
    restart() {
      haltCluster(folder, bin);
      startCluster(folder, bin, isDurable);
    },
    stop: async () => stopCluster(folder),
  };
}
