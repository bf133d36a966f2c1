/** What a mint costs at GitHub, counted in the simulator's journal. */
import { describe, expect, test } from '@jest/globals';
import { patience } from '../../support/patience.ts';
import { dataOf, source, startStsScene } from './scene.ts';

// What is counted is what one replica asks.
const server = { replicas: 1 };
const list = 'apps/list-installations 200';
const token = 'apps/create-installation-access-token 201';
const graphql = 'graphql 200';

function many(owner: string, count: number) {
  return Array.from({ length: count }, (_, index) => source(`${owner}/r${index}`));
}

function count(calls: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    [...Map.groupBy(calls, (call) => call)].map(([call, { length }]) => [call, length]),
  );
}

describe('calls to GitHub', () => {
  test('one installation, 100 sources: 5 from nothing with the exchange, 4 after a restart, 2 warm', async () => {
    await using scene = await startStsScene({
      server,
      repositories: many('acme', 100),
      imported: ['acme/infra', ...many('acme', 100).map(({ name }) => name)],
    });
    const session = await scene.login();
    expect(dataOf(await scene.ask(session)).tokens).toHaveLength(1);
    expect(count(scene.calls())).toEqual({ [list]: 1, [token]: 2, [graphql]: 2 });
    await scene.ask(session);
    expect(count(scene.calls())).toEqual({ [token]: 1, [graphql]: 1 });
    const restarted = await scene.startServer({ database: scene.server.config.database });
    await scene.ask(session, {}, restarted);
    expect(count(scene.calls())).toEqual({ [list]: 1, [token]: 2, [graphql]: 1 });
  });

  test(
    'one installation, 1,000 sources: 14 cold, 12 warm, and two tokens that hold them all',
    async () => {
      await using scene = await startStsScene({
        server,
        repositories: many('acme', 1_000),
        imported: ['acme/infra', ...many('acme', 1_000).map(({ name }) => name)],
      });
      const session = await scene.login();
      const restarted = await scene.startServer({ database: scene.server.config.database });
      scene.calls();
      const answer = await scene.ask(session, {}, restarted);
      expect(count(scene.calls())).toEqual({ [list]: 1, [token]: 3, [graphql]: 10 });
      const { tokens } = dataOf(answer);
      expect(tokens.map(({ repositories }) => repositories.length)).toEqual([500, 500]);
      expect(new Set(tokens.flatMap(({ repositories }) => repositories)).size).toBe(1_000);
      await scene.ask(session, {}, restarted);
      expect(count(scene.calls())).toEqual({ [token]: 2, [graphql]: 10 });
    },
    patience(60_000),
  );

  test('several owners: one reader token, one read and one mint for each', async () => {
    await using scene = await startStsScene({
      server,
      repositories: [...many('acme', 3), ...many('platform', 3), ...many('third', 3)],
      world: { installations: [{ app: 'atmos-pro', account: 'third' }] },
    });
    const session = await scene.login();
    const restarted = await scene.startServer({ database: scene.server.config.database });
    scene.calls();
    await scene.ask(session, {}, restarted);
    expect(count(scene.calls())).toEqual({ [list]: 1, [token]: 6, [graphql]: 3 });
  });

  test('20 mints at once share the list of installations and the reader token', async () => {
    await using scene = await startStsScene({
      server,
      repositories: many('acme', 2),
      imported: ['acme/infra', 'acme/r0', 'acme/r1'],
    });
    const session = await scene.login();
    const restarted = await scene.startServer({ database: scene.server.config.database });
    scene.calls();
    const answers = await Promise.all(Array.from({ length: 20 }, () => scene.ask(session, {}, restarted)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    const tokens = answers.map((answer) => dataOf(answer).tokens[0]?.token);
    expect(new Set(tokens).size).toBe(20);
    expect(count(scene.calls())).toEqual({ [list]: 1, [token]: 21, [graphql]: 20 });
  });
});
