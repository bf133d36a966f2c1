/** Revoking tokens of jobs, by the API and on the dashboard: who may, what GitHub is asked, what is on record, and what is stored meanwhile. */
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { createAdminToken } from '../../../src/server/access/admin-token.ts';
import { createSealedTokenStore } from '../../../src/server/sts/revocation/sealed-table.ts';
import { createTokenVault } from '../../../src/server/sts/revocation/vault.ts';
import { type PageScene, pageWorkspaces, startPageScene } from '../../support/page-scene.ts';
import { callApi, startTestServer } from '../../support/server.ts';
import { describeEachStore } from '../../support/stores.ts';

const admin = createAdminToken();
const adminTokens = [{ name: 'alice', sha256: createHash('sha256').update(admin).digest('hex') }];
const makeKey = () => randomBytes(32).toString('base64');
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const revokeRoute = 'apps/revoke-installation-access-token';
const headers = { authorization: `Bearer ${admin}` };

type Target = Pick<PageScene['server'], 'url'>;

async function mintToken(scene: PageScene): Promise<{ readonly token: string; readonly sha256: string }> {
  const { answer, token, sha256 } = await scene.mint();
  expect({ status: answer.status, token }).toMatchObject({
    status: 200,
    token: expect.stringMatching(/^ghs_/),
  });
  return { token, sha256 };
}

async function listTokens(server: Target, query = 'workspace=ws_acme') {
  const response = await fetch(`${server.url}/api/v1/tokens?${query}`, { headers });
  expect(response.status).toBe(200);
  const { data } = (await response.json()) as {
    data: { tokens: readonly Record<string, unknown>[]; revocation: boolean; next?: string };
  };
  return data;
}

const revoke = (server: Target, sha256: string, more: object = {}) =>
  callApi(server, `/api/v1/tokens/${sha256}/revoke`, { workspace: 'ws_acme', ...more }, headers);

describeEachStore('revocation', (store) => {
  const key = makeKey();
  let scene: PageScene;
  beforeAll(async () => {
    scene = await startPageScene({
      ...{ store, replicas: 1, config: { admin_tokens: adminTokens } },
      environment: { ATMOS_PRO_TOKEN_ENCRYPTION_KEY: key },
    });
  });
  afterAll(async () => scene?.[Symbol.asyncDispose]());

  const entriesOf = async (sha256: string) =>
    (await scene.server.store.audit.list({ event: 'token.revoked' })).filter(({ details }) =>
      JSON.stringify(details).includes(sha256),
    );
  const readRow = (sha256: string) =>
    scene.server.database.db
      .selectFrom('sealed_tokens')
      .selectAll()
      .where('sha256', '=', sha256)
      .executeTakeFirstOrThrow();
  const isAlive = (token: string) => scene.simulator.world.tokens.get(token)?.revoked === false;

  test('by the API: GitHub, the list, the audit log, and no ciphertext left', async () => {
    const { token, sha256 } = await mintToken(scene);
    const row = await readRow(sha256);
    expect(row.sealed).not.toContain(token);
    expect(Buffer.from(row.sealed ?? '', 'base64').toString('latin1')).not.toContain(token.slice(4));
    const { tokens, revocation } = await listTokens(scene.server);
    expect(revocation).toBe(true);
    expect(tokens.find((one) => one['sha256'] === sha256)).toMatchObject({
      ...{ state: 'revocable', repository: 'acme/infra', repositories: ['acme/modules'], keyId: row.key_id },
    });
    const revoked = await revoke(scene.server, sha256, { reason: 'leaked' });
    expect([revoked.status, revoked.body.data?.['state']]).toEqual([200, 'revoked']);
    expect(isAlive(token)).toBe(false);
    expect(await entriesOf(sha256)).toMatchObject([
      {
        ...{ outcome: 'allowed', actor: 'admin:alice', workspaceId: 'ws_acme', repository: 'acme/infra' },
        details: { by: { admin: 'alice' }, reason: 'leaked', how: 'revoked' },
      },
    ]);
    expect(await readRow(sha256)).toMatchObject({ sealed: null });
    expect(JSON.stringify(await scene.server.store.audit.list())).not.toContain(token);
    expect(scene.server.logs.join('\n')).not.toContain(token);
  });

  test('on a page: an admin confirms, a member may not, a second click changes nothing', async () => {
    const { token, sha256 } = await mintToken(scene);
    const path = `/w/ws_acme/tokens/github/${sha256}/revoke`;
    const [adam, mona] = [await scene.signIn('adam'), await scene.signIn('mona')];
    expect([(await mona.get(path)).status, (await mona.post(path, {})).status]).toEqual([403, 403]);
    expect(await (await mona.get('/w/ws_acme/tokens')).text()).not.toContain(path);
    expect(await (await adam.get('/w/ws_acme/tokens')).text()).toContain(`href="${path}"`);
    const shown = await (await adam.get(path)).text();
    expect(shown).toContain('acme/infra, run #');
    expect(shown).toContain('Other jobs and other tokens of this job are not affected');
    expect(shown).not.toContain(token);
    expect((await adam.post(path, { reason: 'x'.repeat(513) })).status).toBe(400);
    expect(isAlive(token)).toBe(true);
    const clicks = await Promise.all([adam.post(path, {}), adam.post(path, {}), adam.post(path, {})]);
    expect(clicks.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect((await adam.post(path, { reason: 'again' })).status).toBe(303);
    expect(isAlive(token)).toBe(false);
    expect(await entriesOf(sha256)).toMatchObject([
      { outcome: 'allowed', actor: 'adam', details: { by: { person: { id: '502' } }, reason: null } },
    ]);
    expect(await (await adam.get(path)).text()).not.toContain('<form method="post"');
    const other = `/w/ws_acme/tokens/github/${'0'.repeat(64)}/revoke`;
    expect([(await adam.get(other)).status, (await adam.post(other, {})).status]).toEqual([404, 404]);
    expect((await adam.post(path.replace(sha256, 'x'), {})).status).toBe(404);
  });

  test('GitHub down: nothing is recorded as revoked, and a later try is', async () => {
    const { token, sha256 } = await mintToken(scene);
    scene.simulator.faults.add({ route: revokeRoute, fault: { kind: 'status', status: 500 } });
    const failed = await revoke(scene.server, sha256);
    scene.simulator.faults.clear();
    expect([failed.status, failed.body.errorTag]).toEqual([503, 'Unavailable']);
    expect(isAlive(token)).toBe(true);
    expect(await readRow(sha256)).toMatchObject({ ended_at: null, sealed: expect.any(String) });
    expect((await entriesOf(sha256)).map(({ outcome }) => outcome)).toEqual(['failed']);
    expect((await revoke(scene.server, sha256)).status).toBe(200);
    expect((await entriesOf(sha256)).map(({ outcome }) => outcome)).toEqual(['failed', 'allowed']);
  });

  test('an address that does not exist is not taken for a token that ended', async () => {
    const { token, sha256 } = await mintToken(scene);
    scene.simulator.faults.add({ route: revokeRoute, fault: { kind: 'status', status: 404 } });
    const failed = await revoke(scene.server, sha256);
    scene.simulator.faults.clear();
    expect([failed.status, failed.body.errorTag]).toEqual([503, 'Unavailable']);
    expect(isAlive(token)).toBe(true);
    expect(await readRow(sha256)).toMatchObject({ ended_at: null, sealed: expect.any(String) });
    expect((await revoke(scene.server, sha256)).status).toBe(200);
  });

  test('states are read for more tokens than a statement may have parameters', async () => {
    const { sha256 } = await mintToken(scene);
    const sealed = createSealedTokenStore(scene.server.database);
    const unknown = Array.from({ length: 70_000 }, (_, index) => String(index));
    const states = await sealed.readStates('ws_acme', [...unknown, sha256]);
    expect([...states.keys()]).toEqual([sha256]);
  });

  test('a token that GitHub ended before is done', async () => {
    const { token, sha256 } = await mintToken(scene);
    await fetch(`${scene.simulator.urls.api}/installation/token`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(isAlive(token)).toBe(false);
    expect((await revoke(scene.server, sha256)).status).toBe(200);
    expect(await entriesOf(sha256)).toMatchObject([{ outcome: 'allowed', details: { how: 'ended' } }]);
  });

  test('a token of another workspace does not exist, and moved there it cannot be read', async () => {
    const { token, sha256 } = await mintToken(scene);
    const elsewhere = { workspace: 'ws_globex' };
    const refused = await revoke(scene.server, sha256, elsewhere);
    expect([refused.status, refused.body.errorTag]).toEqual([404, 'TokenNotFound']);
    expect((await listTokens(scene.server, 'workspace=ws_globex')).tokens).toEqual([]);
    const { db } = scene.server.database;
    await db
      .updateTable('sealed_tokens')
      .set({ workspace_id: 'ws_globex' })
      .where('sha256', '=', sha256)
      .execute();
    const moved = await revoke(scene.server, sha256, elsewhere);
    expect([moved.status, moved.body.errorTag]).toEqual([409, 'TokenNotRevocable']);
    expect(isAlive(token)).toBe(true);
    expect(await entriesOf(sha256)).toEqual([]);
    await db.deleteFrom('sealed_tokens').where('sha256', '=', sha256).execute();
  });

  test('a mint whose ciphertext cannot be stored is not answered: its token is revoked', async () => {
    const { db } = scene.server.database;
    const before = new Set(scene.simulator.world.tokens.keys());
    await sql`alter table sealed_tokens rename to sealed_elsewhere`.execute(db);
    const { answer: minted } = await scene
      .mint()
      .finally(() => sql`alter table sealed_elsewhere rename to sealed_tokens`.execute(db));
    expect(minted.status).toBeGreaterThanOrEqual(500);
    expect(minted.text).not.toMatch(/ghs_/);
    const made = [...scene.simulator.world.tokens.values()].filter(
      ({ token, permissions }) => !before.has(token) && permissions['actions'] === undefined,
    );
    expect(made.map(({ revoked }) => revoked)).toEqual([true]);
  });

  test('another key: listed, not revocable, until the old key is back beside the new one', async () => {
    const { token, sha256 } = await mintToken(scene);
    const start = (keys: string | undefined) =>
      startTestServer({
        ...{ simulator: scene.simulator, replicas: 1, database: scene.server.config.database },
        config: { workspaces: pageWorkspaces, admin_tokens: adminTokens },
        environment: { ATMOS_PRO_TOKEN_ENCRYPTION_KEY: keys },
      });
    const { key_id: keyId } = await readRow(sha256);
    const stateAt = async (server: Target) =>
      (await listTokens(server)).tokens.find((one) => one['sha256'] === sha256)?.['state'];
    const next = makeKey();
    for (const keys of [next, undefined]) {
      await using server = await start(keys);
      expect(await stateAt(server)).toBe('key_missing');
      const refused = await revoke(server, sha256);
      expect([refused.status, refused.body.errorTag]).toEqual([409, 'TokenNotRevocable']);
      expect(refused.body.errorMessage).toContain(keyId);
    }
    await using rotated = await start(`${next} ${key}`);
    expect(await stateAt(rotated)).toBe('revocable');
    expect((await revoke(rotated, sha256)).status).toBe(200);
    expect(isAlive(token)).toBe(false);
  });

  test('a token that the server took back from a client that was gone is listed as revoked', async () => {
    const { token, sha256 } = await mintToken(scene);
    const { config, database } = scene.server;
    const ports = { keys: config.tokenKeys, sealed: createSealedTokenStore(database), logger: silent };
    await createTokenVault(ports).drop([token]);
    expect(await readRow(sha256)).toMatchObject({ sealed: null, ended_at: expect.any(Number) });
    const { tokens } = await listTokens(scene.server);
    expect(tokens.find((one) => one['sha256'] === sha256)?.['state']).toBe('revoked');
    expect(await entriesOf(sha256)).toEqual([]);
  });

  test('what has expired is forgotten, and no longer found', async () => {
    const { sha256 } = await mintToken(scene);
    const { db } = scene.server.database;
    await db.updateTable('sealed_tokens').set({ expires_at: 1 }).where('sha256', '=', sha256).execute();
    expect((await revoke(scene.server, sha256)).status).toBe(404);
    expect(await createSealedTokenStore(scene.server.database).forgetExpired()).toBe(1);
    await expect(readRow(sha256)).rejects.toThrow();
  });
});

describe('without a key', () => {
  test('nothing is stored, and the page names the variable', async () => {
    await using scene = await startPageScene({ replicas: 1, config: { admin_tokens: adminTokens } });
    const { sha256, token } = await mintToken(scene);
    const { db } = scene.server.database;
    expect(await db.selectFrom('sealed_tokens').selectAll().execute()).toEqual([]);
    const { tokens, revocation } = await listTokens(scene.server);
    expect([revocation, tokens.map(({ state }) => state)]).toEqual([false, ['not_stored']]);
    const refused = await revoke(scene.server, sha256);
    expect([refused.status, refused.body.errorTag]).toEqual([409, 'TokenNotRevocable']);
    const page = await (await (await scene.signIn('adam')).get('/w/ws_acme/tokens')).text();
    expect(page).toContain('ATMOS_PRO_TOKEN_ENCRYPTION_KEY');
    expect(page).not.toContain('Revoke…');
    expect(page).not.toContain(token);
  });
});
