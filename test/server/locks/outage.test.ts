/** Connections are cut in the middle of transactions about locks. */
import { expect, test } from '@jest/globals';
import { describeEvents, holder, place, releaseRequest, takeOne, takeRequest } from '../../support/locks.ts';
import { startPostgres } from '../../support/postgres.ts';
import { openStore } from '../../support/store.ts';
import { describePostgres } from '../../support/stores.ts';

const cut =
  'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';

describePostgres('while connections are cut', () => {
  // Lock guarantee: take-repeated
  test('nothing fails but with REMOTE_STORE, a repeated take is the same grant, and locks work afterwards', async () => {
    const database = await startPostgres();
    const store = await openStore({ kind: 'postgres', url: database.url });
    const failures: unknown[] = [];
    let isCutting = true;

    async function work(index: number): Promise<void> {
      const by = holder(String(index));
      const path = `outage/${index}`;
      while (isCutting) {
        try {
          await takeOne(store, takeRequest(by, path));
          await store.locks.release({ ...place, path }, releaseRequest(by), describeEvents);
        } catch (error) {
          failures.push(error);
        }
      }
    }
    const workers = Array.from({ length: 8 }, (_, index) => work(index));
    for (let round = 0; round < 15; round += 1) await database.query(cut);
    isCutting = false;
    await Promise.all(workers);

    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures) expect(failure).toMatchObject({ code: 'REMOTE_STORE' });
    const by = holder('0');
    await takeOne(store, takeRequest(by, 'outage/0'));
    expect(await takeOne(store, takeRequest(by, 'outage/0'))).toMatchObject({ holder: by });
    await store.close();
    await database.stop();
  });
});
