/** Audit entries of a batch: each change once, and what could not be started. On both stores. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { BatchStanding } from '../../../src/domain/dispatch/advance-batch.ts';
import { createRecordBatch } from '../../../src/server/deployments/audit.ts';
import { type Batch, readBatch } from '../../../src/server/deployments/batch-table.ts';
import { serverRandom } from '../../../src/server/system-ports.ts';
import { createStore } from '../../support/store.ts';
import { describeEachStore } from '../../support/stores.ts';
import { insertBatch } from '../projections/rows.ts';
import { openQueue, type Queue } from '../work/scene.ts';

describeEachStore('the audit of a batch', (engine) => {
  let queue: Queue;
  let batch: Batch;
  beforeEach(async () => {
    queue = await openQueue(engine);
    const id = await insertBatch(queue, { sha: 'a'.repeat(40), generation: 1, state: 'resolving' });
    const read = await readBatch(queue.db, id);
    if (read === undefined) throw new Error('no batch');
    batch = read;
  });
  afterEach(() => queue[Symbol.asyncDispose]());

  /** Moves the batch, and returns what was recorded of it. */
  async function move(changes: Partial<BatchStanding>) {
    const { audit } = createStore(queue);
    const known = new Set((await audit.list({})).map(({ id }) => id));
    const after = { ...batch, standing: { ...batch.standing, ...changes } };
    await queue.db
      .transaction()
      .execute((trx) => createRecordBatch({ ...queue, random: serverRandom })(trx, batch, after));
    batch = after;
    const entries = (await audit.list({})).filter(({ id }) => !known.has(id));
    return entries.map(({ event, outcome, details }) => ({ event, outcome, details }));
  }
  const refusal = (details: object) => ({
    event: 'batch.refused',
    outcome: 'failed',
    details: expect.objectContaining({ batch: batch.id, ...details }),
  });

  test('has the first deployments that could not be started, and again those after a retry', async () => {
    expect(await move({ state: 'running', counts: { ready: 3 } })).toEqual([]);
    expect(await move({ counts: { refused: 2, ready: 1 } })).toEqual([refusal({ refused: 2 })]);
    expect(await move({ counts: { refused: 3 } })).toEqual([]);
    expect(await move({ counts: { ready: 3 } })).toEqual([]);
    expect(await move({ counts: { refused: 1, running: 2 } })).toEqual([refusal({ refused: 1 })]);
  });

  test('has a batch that is too large, and its end', async () => {
    const found = await move({ state: 'concluded', conclusion: 'failure', reason: 'too_large' });
    expect(found).toHaveLength(2);
    expect(found).toEqual(
      expect.arrayContaining([
        refusal({ reason: 'too_large' }),
        expect.objectContaining({ event: 'batch.concluded', outcome: 'allowed' }),
      ]),
    );
  });

  test('has no refusal where a batch without uploads ends', async () => {
    const found = await move({ state: 'concluded', conclusion: 'neutral', reason: 'nothing_wired' });
    expect(found.map(({ event }) => event)).toEqual(['batch.concluded']);
  });
});
