/** The roles that `deploy/postgres/roles.sql` creates: the owner migrates, the server serves, and no other role can connect. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { parse } from 'yaml';
import { type CliScene, makeCliScene } from '../../cli/run-cli.ts';
import { type PostgresDatabase, startPostgres } from '../../support/postgres.ts';
import { readProjectFile } from '../../support/source-files.ts';
import { openStore } from '../../support/store.ts';
import { describePostgres } from '../../support/stores.ts';

const { services } = parse(readProjectFile('deploy/compose.yaml')) as {
  readonly services: { readonly migrate: { readonly command: readonly string[] } };
};

/** What psql makes of the file: its variables are replaced. The roles belong to the cluster, so each run has its own. */
function renderRoles(id: string, database: string): string {
  const text = readProjectFile('deploy/postgres/roles.sql');
  const variables = [...text.matchAll(/^\\getenv (\w+) \w+$/gm)].map(([, name = '']) => name);
  expect(variables).toHaveLength(2);
  const withValues = variables.reduce((sql, name) => sql.replaceAll(`:'${name}'`, `'secret-${name}'`), text);
  return withValues
    .replace(/^\\.*$/gm, '')
    .replaceAll(':"DBNAME"', `"${database}"`)
    .replaceAll(/\batmos_pro_(?:owner|server)\b/g, (role) => `${role}_${id}`);
}

describePostgres('the roles of the Compose file', () => {
  const id = randomUUID().slice(0, 8);
  const roles = {
    owner: `atmos_pro_owner_${id}`,
    server: `atmos_pro_server_${id}`,
    stranger: `stranger_${id}`,
  };
  let database: PostgresDatabase;
  let cli: CliScene;
  const urlOf = (role: keyof typeof roles) => database.url.replace('user=postgres', `user=${roles[role]}`);
  const queryAs = async (role: keyof typeof roles, sql: string): Promise<unknown[]> => {
    const client = new Client({ connectionString: urlOf(role) });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  beforeAll(async () => {
    database = await startPostgres();
    const name = new URL(database.url).pathname.slice(1);
    await database.query(`${renderRoles(id, name)}; create role ${roles.stranger} login`);
    cli = makeCliScene({
      'atmos-pro.yaml': readProjectFile('deploy/atmos-pro.yaml'),
    });
  });
  afterAll(async () => {
    cli?.[Symbol.dispose]();
    await database?.stop();
  });

  test('the command of the Compose file migrates as the owner', async () => {
    const args = services.migrate.command.map((word) =>
      word === 'atmos_pro_server' ? roles.server : word.replace('/etc/atmos-pro/', ''),
    );
    const { code, stderr } = await cli.run(args, { DATABASE_URL: urlOf('owner') });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('the server can serve and append to the audit log', async () => {
    const store = await openStore({ kind: 'postgres', url: urlOf('server') });
    await store.audit.append({ event: 'token.mint', outcome: 'allowed', traceId: 't', details: {} });
    await store.close();
    expect(await queryAs('server', 'select event from audit_entries')).toEqual([{ event: 'token.mint' }]);
  });

  test.each([
    'create table mine (id int)',
    'create temporary table mine (id int)',
    'create schema mine',
    'delete from audit_entries',
    "update audit_entries set outcome = 'denied'",
    'truncate audit_entries',
    'alter table audit_entries disable trigger all',
    'drop table audit_entries',
    'drop table locks',
  ])('the server cannot %s', async (sql) => {
    await expect(queryAs('server', sql)).rejects.toThrow(/permission denied|must be owner/);
  });

  test('neither role is a superuser or can create roles and databases', async () => {
    const names = `'${roles.owner}', '${roles.server}'`;
    const sql = `select rolname from pg_roles where rolname in (${names}) and not (rolsuper or rolcreaterole or rolcreatedb or rolbypassrls)`;
    expect(await queryAs('server', sql)).toHaveLength(2);
  });

  test('another role cannot connect', async () => {
    await expect(queryAs('stranger', 'select 1')).rejects.toThrow('permission denied for database');
  });
});
