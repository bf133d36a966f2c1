/** The keys that sign sessions come and go without a gap. */
import { describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import { createKeyRing } from '../../../src/server/sessions/key-ring.ts';
import {
  keyLeadMs,
  keyPeriodMs,
  nextKeyWindow,
  sessionLifetimeMs,
  signingKeyAt,
} from '../../../src/server/sessions/key-schedule.ts';
import { createSessionTokens } from '../../../src/server/sessions/sessions.ts';
import type { SigningKey } from '../../../src/server/sessions/store.ts';
import { serverClock, serverRandom } from '../../../src/server/system-ports.ts';
import { openStore } from '../../support/store.ts';

describe('the schedule of keys', () => {
  const key: SigningKey = {
    generation: 3,
    keyId: 'k',
    privateKey: '',
    ...{ signsFrom: 0, signsUntil: keyPeriodMs, verifiesUntil: keyPeriodMs + keyLeadMs + sessionLifetimeMs },
  };
  test('an empty store gets a key that signs at once', () => {
    expect(nextKeyWindow(undefined, 5)).toMatchObject({ generation: 1, signsFrom: 5 });
  });
  test('a successor is published ahead and takes over without a gap', () => {
    expect(nextKeyWindow(key, keyPeriodMs - keyLeadMs - 1)).toBeUndefined();
    const next = { ...key, keyId: 'n', ...nextKeyWindow(key, keyPeriodMs - keyLeadMs) } as SigningKey;
    expect(next).toMatchObject({ generation: 4, signsFrom: key.signsUntil });
    expect(signingKeyAt([next, key], keyPeriodMs - 1)?.keyId).toBe('k');
    expect(signingKeyAt([next, key], keyPeriodMs)?.keyId).toBe('n');
  });
  test('no session outlives the key that verifies it', () => {
    expect(signingKeyAt([key], key.verifiesUntil - sessionLifetimeMs)?.keyId).toBe('k');
    expect(signingKeyAt([key], key.verifiesUntil - sessionLifetimeMs + 1)).toBeUndefined();
  });
});

describe('the key ring', () => {
  const ports = { clock: serverClock, random: serverRandom };
  const grant = {
    type: 't',
    workspaceId: 'w',
    repositoryId: '1',
    repository: 'a/b',
    issuer: 'i',
    claims: {} as never,
  };

  test('after all keys have expired, a new first one is made', async () => {
    const store = await openStore({ kind: 'sqlite', path: ':memory:' });
    const past = (await store.now()) - 1;
    await store.signingKeys.add({
      generation: 1,
      keyId: 'old',
      privateKey: '{}',
      signsFrom: 0,
      signsUntil: past,
      verifiesUntil: past,
    });
    const ring = createKeyRing({ probe: store, signingKeys: store.signingKeys, ...ports });
    await ring.renew();
    expect((await ring.current()).keyId).not.toBe('old');
    await store.close();
  });

  test('a successor signs new sessions, and the old ones stay good', async () => {
    const store = await openStore({ kind: 'sqlite', path: ':memory:' });
    const ring = createKeyRing({ probe: store, signingKeys: store.signingKeys, ...ports });
    await ring.renew();
    const sessions = createSessionTokens(ring, 'https://x.test');
    const before = await sessions.issue(grant);
    const [first] = await store.signingKeys.list();
    const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
    const now = await store.now();
    await store.signingKeys.add({
      ...(first as SigningKey),
      generation: 2,
      keyId: 'second',
      privateKey: JSON.stringify(await exportJWK(privateKey)),
      signsFrom: now,
    });
    await ring.renew();
    expect((await ring.current()).keyId).toBe('second');
    expect(await sessions.verify(before)).toMatchObject({ status: 'valid' });
    expect(await sessions.verify(await sessions.issue(grant))).toMatchObject({ status: 'valid' });
    await store.close();
  });
});
