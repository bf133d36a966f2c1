/** What the doctor says about PostgreSQL: the account that owns everything, one that only serves, and an audit without its triggers. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CheckResult } from '../../src/cli/doctor/check.ts';
import { type PostgresDatabase, startPostgres } from '../support/postgres.ts';
import { openStore } from '../support/store.ts';
import { describePostgres } from '../support/stores.ts';
import { type DoctorScene, startDoctorScene } from './doctor-scene.ts';

describePostgres('the doctor and PostgreSQL', () => {
  const id = randomUUID().slice(0, 8);
  const [owner, runtime] = [`owner_${id}`, `server_${id}`];
  let database: PostgresDatabase;
  let scene: DoctorScene;
  const urlFor = (role: string) => database.url.replace('user=postgres', `user=${role}`);
  const askAs = async (role: string): Promise<CheckResult[]> => {
    const results = await scene.examine({ DATABASE_URL: urlFor(role) });
    return results.filter(({ check }) => check === 'database');
  };
  const findingsOf = (results: readonly CheckResult[]) =>
    results.flatMap(({ status, finding }) => (finding === undefined ? [] : [[status, finding]]));

  beforeAll(async () => {
    database = await startPostgres();
    scene = await startDoctorScene();
    await database.query(`create role ${owner} login; create role ${runtime} login;
      grant usage, create on schema public to ${owner}`);
  });
  afterAll(async () => {
    await scene?.[Symbol.asyncDispose]();
    await database?.query(`drop owned by ${owner}, ${runtime}; drop role ${owner}, ${runtime}`);
    await database?.stop();
  });

  test('an empty database is to be migrated', async () => {
    expect(findingsOf(await askAs(owner))).toEqual([['warn', 'database-pending']]);
  });

  test('the owner may do too much, a role for the server may not', async () => {
    await scene.run();
    const migrate = ['migrate', '--config', 'atmos-pro.yaml', '--runtime-role', runtime];
    const { code, stderr } = await scene.cli.run(migrate, { DATABASE_URL: urlFor(owner) });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const store = await openStore({ kind: 'postgres', url: urlFor(runtime) });
    await store.audit.append({ event: 'token.mint', outcome: 'allowed', traceId: 't', details: {} });
    await store.close();
    expect(findingsOf(await askAs(owner))).toEqual([['warn', 'audit-role']]);
    const results = await askAs(runtime);
    expect(findingsOf(results)).toEqual([]);
    expect(results.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
    expect(results.at(-1)?.message).toContain('append-only');
  });

  test('without its triggers the audit is open to the owner, and still not to the role', async () => {
    await database.query('alter table audit_entries disable trigger all');
    expect(findingsOf(await askAs(owner))).toEqual([
      ['fail', 'audit-unprotected'],
      ['warn', 'audit-role'],
    ]);
    expect(findingsOf(await askAs(runtime))).toEqual([]);
  });
});
