/** Tokens that GitHub mints and that would otherwise be unknown: lost answers, clients that hang up, a record that fails. */
import { request as httpRequest } from 'node:http';
import { expect, test } from '@jest/globals';
import { dataOf, type StsScene, source, startStsScene } from '../../server/sts/scene.ts';
import { accountForTokens, readWholeAudit } from '../../support/account-for-tokens.ts';
import { until } from '../../support/until.ts';

const mintRoute = 'apps/create-installation-access-token';
const sources = ['acme/b', 'platform/a'];
const repositories = [source('acme/b'), source('platform/a')];
// What a test counts and cuts is that of one process.
const startScene = () => startStsScene({ repositories, server: { replicas: 1 } });

async function account(scene: StsScene) {
  const entries = await readWholeAudit(scene.server.store.audit);
  return { entries, ...accountForTokens(scene.simulator.world, entries) };
}

/** Tokens for a job, not the server's own. */
const tokensForJobs = ({ simulator }: StsScene) =>
  [...simulator.world.tokens.values()].filter(
    ({ installationId, repositoryIds }) => installationId !== undefined && repositoryIds !== undefined,
  );

test('the intent to mint is committed before GitHub is asked, and without it GitHub is not asked', async () => {
  await using scene = await startScene();
  const session = await scene.login();
  const seen: string[][] = [];
  const { tokens } = scene.simulator.world;
  const set = tokens.set.bind(tokens);
  const looks: Promise<unknown>[] = [];
  tokens.set = (key, token) => {
    const look = scene.server.store.audit
      .list()
      .then((entries) => seen.push(entries.map(({ event }) => event)));
    looks.push(look);
    return set(key, token);
  };
  expect(dataOf(await scene.ask(session, { sources })).tokens).toHaveLength(2);
  await Promise.all(looks);
  expect(seen.length).toBeGreaterThanOrEqual(2);
  for (const events of seen) expect(events).toContain('token.mint_intent');
  // One intent for the request, though two installations were asked.
  const { entries, unrecorded } = await account(scene);
  const ofJob = entries.filter(
    ({ event, details }) => event === 'token.mint_intent' && details['purpose'] === 'mint for a job',
  );
  expect(ofJob.map(({ details }) => details['intended'])).toEqual([
    [
      expect.objectContaining({ owner: 'acme', repositories: ['acme/b'] }),
      expect.objectContaining({ owner: 'platform', repositories: ['platform/a'] }),
    ],
  ]);
  expect(unrecorded).toEqual([]);

  const before = tokensForJobs(scene).length;
  await scene.server.store.close();
  expect((await scene.ask(session, { sources })).status).toBeGreaterThanOrEqual(500);
  expect(tokensForJobs(scene)).toHaveLength(before);
});

test('lost answers: every attempt that may have minted is on record before the next one', async () => {
  await using scene = await startScene();
  const session = await scene.login();
  await scene.ask(session, { sources });
  scene.simulator.faults.add({ route: mintRoute, fault: { kind: 'cut-after' }, times: 2 });
  expect(dataOf(await scene.ask(session, { sources })).tokens).toHaveLength(2);
  const { mayExist, unrecorded, minted, named, entries } = await account(scene);
  expect({ mayExist, unrecorded, lost: minted - named }).toEqual({
    mayExist: ['answer_lost', 'answer_lost'],
    unrecorded: [],
    lost: 2,
  });
  const [loss] = entries.filter(({ event }) => event === 'token.may_exist');
  expect(loss).toMatchObject({
    outcome: 'failed',
    workspaceId: 'ws_1',
    repository: 'acme/infra',
    details: { intended: [{ owner: expect.any(String), permissions: { contents: 'read' } }] },
  });
});

test('lost answers: the last attempt, and those of the server’s own tokens, are on record, too', async () => {
  await using scene = await startScene();
  const session = await scene.login();
  scene.simulator.faults.add({ route: mintRoute, fault: { kind: 'cut-after' } });
  expect((await scene.ask(session, { sources })).status).toBe(503);
  scene.simulator.faults.clear();
  scene.simulator.faults.add({ route: mintRoute, fault: { kind: 'status', status: 422 } });
  expect((await scene.ask(session, { sources })).status).toBe(503);
  const { unrecorded, mayExist, minted, named } = await account(scene);
  expect(minted - named).toBeGreaterThanOrEqual(6);
  expect({ unrecorded, causes: new Set(mayExist), count: mayExist.length }).toEqual({
    unrecorded: [],
    causes: new Set(['answer_lost']),
    // A refusal mints nothing, and adds no entry.
    count: minted - named,
  });
});

test('a record that fails after the mint: the tokens are revoked, and none leaves', async () => {
  await using scene = await startScene();
  const session = await scene.login();
  await scene.ask(session, { sources });
  const before = new Set(tokensForJobs(scene));
  scene.simulator.faults.add({ route: mintRoute, fault: { kind: 'late', milliseconds: 1_500 } });
  const asked = scene.ask(session, { sources });
  await until(() => tokensForJobs(scene).length === before.size + 2);
  await scene.server.store.close();
  const answer = await asked;
  expect(answer.status).toBeGreaterThanOrEqual(500);
  expect(answer.text).not.toMatch(/ghs_/);
  const minted = tokensForJobs(scene).filter((token) => !before.has(token));
  expect(minted.map(({ revoked }) => revoked)).toEqual([true, true]);
});

/** Asks, and closes the connection once `when` is true. */
async function hangUp(scene: StsScene, session: string, when: () => boolean): Promise<void> {
  const client = httpRequest(`${scene.server.url}/api/v1/sts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${session}`, 'content-type': 'application/json' },
  });
  client.on('error', () => undefined);
  client.end(JSON.stringify({ sources }));
  await until(when);
  client.destroy();
}

test('a client that hangs up during the mint: its tokens are revoked at once and recorded as undelivered', async () => {
  await using scene = await startScene();
  const session = await scene.login();
  await scene.ask(session, { sources });
  const before = new Set(tokensForJobs(scene));
  const added = () => tokensForJobs(scene).filter((token) => !before.has(token));
  scene.simulator.faults.add({ route: mintRoute, fault: { kind: 'late', milliseconds: 1_500 } });
  await hangUp(scene, session, () => added().length === 2);
  const listed = () => scene.server.store.audit.list({ event: 'token.undelivered' });
  await until(async () => (await listed()).length > 0);
  expect(added().map(({ revoked }) => revoked)).toEqual([true, true]);
  expect(await listed()).toMatchObject([
    {
      outcome: 'allowed',
      repository: 'acme/infra',
      details: { unrevoked: 0, tokens: [{ owner: 'acme' }, { owner: 'platform' }] },
    },
  ]);
  const mints = await scene.server.store.audit.list({ event: 'token.mint' });
  expect(mints.map(({ outcome }) => outcome)).toEqual(['allowed', 'failed']);
  expect((await account(scene)).unrecorded).toEqual([]);
});

test('a client that hangs up, while GitHub does not revoke: the record says so', async () => {
  await using scene = await startScene();
  const session = await scene.login();
  await scene.ask(session, { sources });
  const before = tokensForJobs(scene).length;
  scene.simulator.faults.add({ route: mintRoute, fault: { kind: 'late', milliseconds: 1_500 } });
  scene.simulator.faults.add({
    route: 'apps/revoke-installation-access-token',
    fault: { kind: 'status', status: 500 },
  });
  await hangUp(scene, session, () => tokensForJobs(scene).length === before + 2);
  const listed = () => scene.server.store.audit.list({ event: 'token.undelivered' });
  await until(async () => (await listed()).length > 0);
  expect(await listed()).toMatchObject([{ outcome: 'failed', details: { unrevoked: 2 } }]);
});

test('a client that hangs up before the mint: nothing is minted for it', async () => {
  await using scene = await startScene();
  const session = await scene.login();
  await scene.ask(session, { sources });
  const before = tokensForJobs(scene).length;
  scene.calls();
  scene.simulator.faults.add({ route: 'graphql', fault: { kind: 'late', milliseconds: 1_500 } });
  const asked = () => scene.simulator.journal.entries({ route: 'graphql' }).length;
  const count = asked();
  await hangUp(scene, session, () => asked() > count);
  const failed = () => scene.server.store.audit.list({ event: 'token.mint', outcome: 'failed' });
  await until(async () => (await failed()).length > 0);
  expect(tokensForJobs(scene)).toHaveLength(before);
});
