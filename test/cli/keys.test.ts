/** `atmos-pro keys`: what an operator does with the keys that sign sessions, and what the replicas make of it. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createKeyRing } from '../../src/server/sessions/key-ring.ts';
import { keyCacheMs, onDemandLeadMs } from '../../src/server/sessions/key-schedule.ts';
import { createSessionTokens } from '../../src/server/sessions/sessions.ts';
import { serverRandom } from '../../src/server/system-ports.ts';
import { openStore, type Store } from '../support/store.ts';
import { type CliScene, makeCliScene } from './run-cli.ts';

const config = 'public_url: http://127.0.0.1:8080\nworkspaces: [{ id: ws, repositories: [] }]\n';
const repository = { repositoryId: '1', repository: 'a/b', claims: {} as never };
const grant = { type: 't', workspaceId: 'ws', issuer: 'i', ...repository };

let cli: CliScene;
let store: Store;
beforeEach(async () => {
  cli = makeCliScene({ 'atmos-pro.yaml': config });
  store = await openStore({ kind: 'sqlite', path: join(cli.directory, 'atmos-pro.db') });
});
afterEach(async () => {
  await store.close();
  cli[Symbol.dispose]();
});

/** As a server knows the keys; its clock is moved by hand. */
async function openReplica() {
  let ahead = 0;
  const clock = { now: () => Date.now() + ahead };
  const ring = createKeyRing({
    // The database's clock goes with it.
    probe: { now: async () => (await store.now()) + ahead },
    signingKeys: store.signingKeys,
    clock,
    random: serverRandom,
  });
  await ring.renew();
  return {
    ring,
    sessions: createSessionTokens(ring, 'https://x.test'),
    pass: (milliseconds: number) => {
      ahead += milliseconds;
    },
  };
}

test('rotate: the new key signs once every replica has read it, and no session is lost', async () => {
  const one = await openReplica();
  const other = await openReplica();
  const before = await one.sessions.issue(grant);
  const old = await one.ring.current();
  const { code, stdout } = await cli.run(['keys', 'rotate']);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: expect.stringMatching(/ key [\w-]+\.\n.*\d{4}-\d\d-\d\dT/),
  });
  const list = (await cli.run(['keys', 'list'])).stdout;
  expect(
    list
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ +/)[1]),
  ).toEqual(['STATE', 'next', 'signs']);
  expect(list).toContain(old.keyId);
  expect(list).not.toContain('"d"');
  expect((await one.ring.current()).keyId).toBe(old.keyId);

  one.pass(onDemandLeadMs);
  const after = await one.sessions.issue(grant);
  expect((await one.ring.current()).keyId).not.toBe(old.keyId);
  other.pass(onDemandLeadMs);
  for (const session of [before, after]) {
    expect(await other.sessions.verify(session)).toMatchObject({ status: 'valid' });
    expect(await one.sessions.verify(session)).toMatchObject({ status: 'valid' });
  }
  expect(await store.audit.list({ event: 'session_key.rotated' })).toMatchObject([
    { outcome: 'allowed', details: { generation: 2, retired: 0 } },
  ]);
});

test('rotate --retire-others: within the lease of the keys no replica takes what a stolen key signs', async () => {
  const replica = await openReplica();
  const stolen = await replica.sessions.issue(grant);
  expect((await cli.run(['keys', 'rotate', '--retire-others'])).stdout).toMatch(/\b1 other key\b/);
  replica.pass(keyCacheMs + 1);
  expect(await replica.sessions.verify(stolen)).toEqual({ status: 'invalid', reason: 'unknown_key' });
  expect(await replica.sessions.verify(await replica.sessions.issue(grant))).toMatchObject({
    status: 'valid',
  });
});

test('in a database that no server has used yet, the first key signs at once', async () => {
  expect((await cli.run(['keys', 'rotate'])).code).toBe(0);
  const [key, ...rest] = await store.signingKeys.list();
  expect(rest).toEqual([]);
  expect(key?.signsFrom).toBeLessThanOrEqual(await store.now());
});
