/** Rate limits of single installations: from the world's file, and set while the simulator runs. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mintInstallationToken } from '../support/installation-token.ts';
import { startSimulator, type TestSimulator } from '../support/simulator.ts';

let simulator: TestSimulator;
let token: string;

beforeAll(async () => {
  simulator = await startSimulator({
    seed: {
      repositories: [{ name: 'acme/infra' }, { name: 'other/infra' }],
      apps: [{ slug: 'atmos-pro', permissions: { contents: 'read' } }],
      installations: [
        { id: 7, app: 'atmos-pro', account: 'acme', rate_limits: { graphql: 20 } },
        { id: 8, app: 'atmos-pro', account: 'other' },
      ],
      rate_limits: { core: 1000, graphql: 1000 },
    },
  });
  token = await mintInstallationToken(simulator);
});
afterAll(() => simulator.stop());

interface Called {
  readonly status: number;
  readonly body: unknown;
}

async function control(method: string, body?: unknown): Promise<Called> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(`${simulator.origin}/_simulator/rate-limits`, init);
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

async function read(path: string): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'user-agent': 'test' };
  const response = await fetch(`${simulator.urls.api}${path}`, { headers });
  await response.arrayBuffer();
  return response;
}

const limitOf = async () => (await read('/repos/acme/infra')).headers.get('x-ratelimit-limit');

test('a world’s file sets them, one resource apart from the other', async () => {
  expect(await control('GET')).toMatchObject({ body: [{ installation: 7, graphql: 20 }] });
  expect(await limitOf()).toBe('1000');
});

test('what is used up is refused until the limits are restored', async () => {
  const { status, body } = await control('POST', { installation: 7, core: 50, used: { core: 49 } });
  expect(status).toBe(201);
  expect(body).toEqual([{ installation: 7, core: 50, graphql: 20, used: { core: 49, graphql: 0 } }]);
  expect((await read('/repos/acme/infra')).headers.get('x-ratelimit-remaining')).toBe('0');
  const refused = await read('/repos/acme/infra');
  expect(refused.status).toBe(403);
  expect(refused.headers.get('x-ratelimit-limit')).toBe('50');
  expect(await control('DELETE')).toMatchObject({ status: 204 });
  expect(await limitOf()).toBe('1000');
  expect(await control('GET')).toMatchObject({ body: [] });
});

test('the other installation keeps the world’s', async () => {
  await control('POST', { installation: 8, core: 0 });
  expect(await limitOf()).toBe('1000');
  await control('POST', { installation: 7, core: 0 });
  expect((await read('/repos/acme/infra')).status).toBe(403);
});

test.each([
  ['no installation', { core: 1 }, '"installation"'],
  ['an unknown installation', { installation: 9, core: 1 }, 'Unknown installation 9'],
  ['a negative limit', { installation: 7, core: -1 }, '"core"'],
  ['an unknown resource', { installation: 7, search: 1 }, '"search"'],
  ['an unknown used resource', { installation: 7, used: { search: 1 } }, '"used.search"'],
  ['a fraction', { installation: 7, used: { graphql: 0.5 } }, '"used.graphql"'],
])('refuses %s', async (_name, body, part) => {
  const answer = await control('POST', body);
  expect(answer).toMatchObject({ status: 400, body: { code: 'INPUT_INVALID' } });
  expect(JSON.stringify(answer.body)).toContain(JSON.stringify(part).slice(1, -1));
});
