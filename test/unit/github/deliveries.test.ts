/** GitHub's list of deliveries: ids beyond the safe integers, cursors, and contents. */

import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { createGitHubClient } from '../../../src/github/client.ts';
import { fetchDelivery, fetchDeliveryPage } from '../../../src/github/deliveries.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** GitHub answers with this text. */
function createClient({ text, link }: { readonly text: string; readonly link?: string }) {
  const asked: string[] = [];
  const client = createGitHubClient(
    {
      apiUrl: 'https://api.github.com',
      graphqlUrl: 'https://api.github.com/graphql',
      appId: '42',
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      userAgent: 'test',
    },
    {
      clock: { now: () => Date.now(), sleep: async () => undefined },
      random: { fraction: () => 0.5 },
      logger: quiet,
      fetch: async (url) => {
        asked.push(String(url).replace('https://api.github.com', ''));
        const headers = { 'content-type': 'application/json; charset=utf-8', ...(link ? { link } : {}) };
        return new Response(text, { headers });
      },
    },
  );
  return { client, asked };
}

const guid = '0b989ba4-242f-11e5-81e1-c7b6966d2516';
const item = `{"id":3804004623172239366,"guid":"${guid}","delivered_at":"2026-03-01T10:00:00Z","redelivery":false,
  "duration":0.27,"status":"OK","status_code":200,"event":"pull_request","action":"opened","installation_id":5,
  "repository_id":1001,"throttled_at":null}`;
const link =
  '<https://api.github.com/app/hook/deliveries?per_page=100&cursor=v1_3804004623172239365>; rel="next"';

test('a page has the ids digit for digit, and the cursor of the next one', async () => {
  const { client, asked } = createClient({ text: `[${item}]`, link });
  expect(await fetchDeliveryPage({ client }, 'v1_9')).toEqual({
    deliveries: [
      {
        ...{ id: '3804004623172239366', guid, event: 'pull_request', action: 'opened' },
        ...{ repositoryId: '1001', deliveredAt: Date.parse('2026-03-01T10:00:00Z') },
        ...{ statusCode: 200, outcome: 'OK' },
      },
    ],
    next: 'v1_3804004623172239365',
  });
  expect(asked).toEqual(['/app/hook/deliveries?per_page=100&cursor=v1_9']);
});

test.each([
  { name: 'an id that could change the path', entry: item.replace('3804004623172239366', '"1/../../x"') },
  { name: 'no GUID', entry: item.replace('"guid"', '"other"') },
  { name: 'a GUID that GitHub would not send', entry: item.replace(guid, "x' or 1=1 --") },
  { name: 'no time', entry: item.replace('2026-03-01T10:00:00Z', 'yesterday') },
  { name: 'nothing of a delivery', entry: 'null' },
])('an entry is left out with $name', async ({ entry }) => {
  const { client } = createClient({ text: `[${entry},${item}]` });
  const { deliveries, next } = await fetchDeliveryPage({ client }, undefined);
  expect(deliveries).toHaveLength(1);
  expect(next).toBeUndefined();
});

test('the content is asked for by the whole id, and is what was sent', async () => {
  const payload = { action: 'opened', number: 12 };
  const text = `{"id":3804004623172239366,"guid":"${guid}","event":"pull_request","request":{"headers":{},"payload":${JSON.stringify(payload)}}}`;
  const { client, asked } = createClient({ text });
  expect(await fetchDelivery({ client }, { id: '3804004623172239366' })).toEqual({
    ...{ guid, event: 'pull_request', payload },
  });
  expect(asked).toEqual(['/app/hook/deliveries/3804004623172239366']);
});

test.each([
  '{"guid":"0b989ba4-242f-11e5","event":"pull_request","request":{"headers":null,"payload":null}}',
  '{"guid":"0b989ba4-242f-11e5","event":"pull_request","request":null}',
  '[]',
  'not JSON',
])('there is no content in %s', async (text) => {
  const { client } = createClient({ text });
  expect(await fetchDelivery({ client }, { id: '1' })).toBeUndefined();
});
