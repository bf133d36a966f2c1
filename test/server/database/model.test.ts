/** Random sequences of operations against a model that fits in a map. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ResolvedRepository } from '../../../src/server/repositories/store.ts';
import { openStore, type Store } from '../../support/store.ts';
import { createTestDatabase, describeEachStore } from '../../support/stores.ts';

interface Model {
  /** Keys of one run are its own: all runs share a database. */
  readonly run: string;
  readonly used: Set<string>;
  readonly repositories: Map<string, ResolvedRepository>;
}
type Operation = (model: Model, store: Store) => Promise<void>;

const name = fc.constantFrom('a', 'b', 'c');

const reserve = fc.tuple(name, name).map(([issuer, token]): Operation => {
  return async (model, store) => {
    const use = { issuer: `${model.run}-${issuer}`, tokenId: token, expiresAt: 4e9 };
    const key = `${issuer}/${token}`;
    expect(await store.idTokens.reserve(use)).toBe(model.used.has(key) ? 'replayed' : 'reserved');
    model.used.add(key);
  };
});

const save = fc
  .tuple(name, fc.constantFrom('1', '2'), fc.constantFrom('7', '8'))
  .map(([repository, repositoryId, ownerId]): Operation => {
    return async (model, store) => {
      const asked = { name: repository, repositoryId, ownerId, canonicalName: `${repository}@${ownerId}` };
      const known = model.repositories.get(repository);
      const kept = known === undefined || known.repositoryId === repositoryId ? asked : known;
      model.repositories.set(repository, kept);
      expect(await store.repositories.save(model.run, asked)).toEqual(kept);
    };
  });

const list = fc.constant(async (model: Model, store: Store) => {
  const expected = [...model.repositories.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  expect(await store.repositories.list(model.run)).toEqual(expected);
});

describeEachStore('the store against its model', (engine) => {
  test('any sequence of operations', async () => {
    const database = await createTestDatabase(engine);
    const store = await openStore(database.config);
    let runs = 0;
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.oneof(reserve, save, list), { maxLength: 25 }), async (operations) => {
          runs += 1;
          const model: Model = { run: `run-${runs}`, used: new Set(), repositories: new Map() };
          for (const operation of operations) await operation(model, store);
        }),
        { numRuns: 60 },
      );
    } finally {
      await store.close();
      await database.dispose();
    }
  });
});
