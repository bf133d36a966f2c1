/** What a database accepts and gives out after it was restored from a backup, on both engines. */
import { expect, test } from '@jest/globals';
import { recordRestore } from '../../../src/cli/restore/record-restore.ts';
import { openMigratedDatabase } from '../../../src/server/database/open.ts';
import { holder, takeOne, takeRequest } from '../../support/locks.ts';
import { createStore } from '../../support/store.ts';
import { createTestDatabase, describeEachStore } from '../../support/stores.ts';

describeEachStore('a restore', (engine) => {
  test('refuses earlier ID tokens, and continues audit ids and fencing tokens above all earlier ones', async () => {
    const { config, dispose } = await createTestDatabase(engine);
    const database = await openMigratedDatabase(config);
    const store = createStore(database);
    const nowSeconds = Math.floor((await store.now()) / 1_000);
    const use = (tokenId: string, issuedAt: number) =>
      store.idTokens.reserve({
        issuer: 'https://issuer.example',
        tokenId,
        issuedAt,
        expiresAt: nowSeconds + 600,
      });
    expect(await use('before', nowSeconds - 60)).toBe('reserved');
    await store.audit.append({ event: 'session.exchange', outcome: 'allowed', traceId: 't', details: {} });
    const [earlier] = await store.audit.list({ limit: 1 });

    const { tokenFloor } = await recordRestore(database);
    expect(await use('unknown', nowSeconds - 60)).toBe('replayed');
    expect(await use('fresh', nowSeconds + 60)).toBe('reserved');
    expect(await use('fresh', nowSeconds + 60)).toBe('replayed');
    expect(await takeOne(store, takeRequest(holder('1'), 'new/key'))).toMatchObject({
      token: tokenFloor + 1,
    });
    const restored = await store.audit.list({ event: 'database.restored', limit: 1 });
    expect(restored[0]?.id).toBeGreaterThan((earlier?.id ?? 0) + 1_000_000);
    expect((await recordRestore(database)).tokenFloor).toBeGreaterThan(tokenFloor);
    await store.close();
    await dispose();
  });
});
