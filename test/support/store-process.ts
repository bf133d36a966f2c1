/**
 * A replica in a process of its own, as far as the store is concerned: opens the database named by the first argument
 * (JSON), waits for a line on stdin, then tries to take every token and to add every key, and prints what it won.
 */
import { once } from 'node:events';
import type { DatabaseConfig } from '../../src/server/config/config.ts';
import { openStore } from './store.ts';

const config = JSON.parse(process.argv[2] ?? '') as DatabaseConfig;
const count = Number(process.argv[3]);
const store = await openStore(config);
process.stdout.write('ready\n');
await once(process.stdin, 'data');

const tokens: number[] = [];
const generations: number[] = [];
for (let index = 1; index <= count; index += 1) {
  const taken = await store.idTokens.reserve({
    issuer: 'https://issuer.example',
    tokenId: `token-${index}`,
    expiresAt: 4e9,
  });
  if (taken === 'reserved') tokens.push(index);
  const added = await store.signingKeys.add({
    generation: index,
    keyId: `${process.pid}-${index}`,
    privateKey: '{}',
    signsFrom: 0,
    signsUntil: 4e12,
    verifiesUntil: 4e12,
  });
  if (added === 'added') generations.push(index);
  await store.audit.append({
    event: 'session.exchange',
    outcome: 'allowed',
    traceId: `${process.pid}-${index}`,
    details: {},
  });
}
await store.close();
process.stdout.write(`${JSON.stringify({ tokens, generations })}\n`);
process.exit();
