import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { callApi, exchange, idTokenOf, startTestServer, type TestServer } from '../../support/server.ts';
import type { TestSimulator } from '../../support/simulator.ts';
import { startScene, workspaces } from '../scene.ts';
import { source, startStsScene } from '../sts/scene.ts';

let simulator: TestSimulator;
let server: TestServer;

beforeAll(async () => {
  simulator = await startScene();
  server = await startTestServer({ simulator, config: { workspaces, metrics: { port: 0 } }, replicas: 1 });
});
afterAll(async () => {
  await server.stop();
  await simulator.stop();
});

async function scrape(): Promise<string> {
  const answer = await fetch(`${server.metricsUrl}/metrics`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  return answer.text();
}

/** The value of the sample that begins so. */
async function sample(start: string): Promise<number> {
  const lines = (await scrape()).split('\n').filter((line) => line.startsWith(start));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

describe('metrics', () => {
  test('count requests by route and status, and never by path', async () => {
    await exchange(server, await idTokenOf(simulator, 'plan'), 'ws_acme');
    await callApi(server, '/api/v1/auth/github-oidc', { token: 'x', workspaceId: 'ws_acme' });
    await fetch(`${server.url}/api/v1/secret-name-of-somebody`);
    const count = 'atmos_pro_http_request_duration_seconds_count';
    const route = 'method="POST",route="/api/v1/auth/github-oidc"';
    expect(await sample(`${count}{${route},status="200"}`)).toBe(1);
    expect(await sample(`${count}{${route},status="401"}`)).toBe(1);
    expect(await sample(`${count}{method="GET",route="none",status="404"}`)).toBe(1);
    expect(await scrape()).not.toContain('secret-name');
  });

  test('count decisions, the time of the database and of GitHub, and what GitHub leaves', async () => {
    expect(
      await sample('atmos_pro_decisions_total{event="session.exchange",outcome="allowed"}'),
    ).toBeGreaterThan(0);
    expect(
      await sample('atmos_pro_store_duration_seconds_count{operation="idTokens.reserve"}'),
    ).toBeGreaterThan(0);
    expect(await sample('atmos_pro_github_request_duration_seconds_count')).toBeGreaterThan(0);
    const left = await sample('atmos_pro_github_budget_remaining_ratio{installation="app"');
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(1);
    expect(await sample('atmos_pro_github_breaker_open ')).toBe(0);
    expect(await scrape()).not.toMatch(/acme|globex|\bws_/);
  });

  test('count refusals of exchanges and mints by reason', async () => {
    const [first, ...rest] = workspaces;
    const features = { sts: false };
    await using strict = await startTestServer({
      simulator,
      replicas: 1,
      config: {
        metrics: { port: 0 },
        workspaces: [{ ...first, features }, ...rest],
      },
    });
    const token = await idTokenOf(simulator, 'plan');
    const allowed = await exchange(strict, token, 'ws_acme');
    expect((await exchange(strict, token, 'ws_acme')).status).toBe(401);
    const headers = { authorization: `Bearer ${allowed.body.data?.['token']}` };
    const mint = await callApi(strict, '/api/v1/sts', {}, headers);
    expect(mint.status).toBe(403);
    const text = await (await fetch(`${strict.metricsUrl}/metrics`)).text();
    expect(text).toContain('atmos_pro_refusals_total{event="session.exchange",reason="replayed"} 1');
    expect(text).toContain(`atmos_pro_refusals_total{event="token.mint",reason="${mint.body.errorTag}"} 1`);
  });

  test('end with the request: nothing is left in flight', async () => {
    await fetch(`${server.url}/healthz`);
    expect(await sample('atmos_pro_http_requests_in_flight ')).toBe(0);
  });

  test('tell of a client that went away', async () => {
    await using held = await startTestServer({
      simulator,
      replicas: 1,
      config: { workspaces, metrics: { port: 0 } },
      // The issuer's keys never come, so the exchange waits for them.
      fetch: ({ signal }) => new Promise((_, reject) => signal?.addEventListener('abort', reject)),
    });
    const token = await idTokenOf(simulator, 'plan');
    const leaving = new AbortController();
    const asked = fetch(`${held.url}/api/v1/auth/github-oidc`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, workspaceId: 'ws_acme' }),
      signal: leaving.signal,
    });
    const read = async () => (await fetch(`${held.metricsUrl}/metrics`)).text();
    while (!(await read()).includes('atmos_pro_http_requests_in_flight 1'));
    leaving.abort();
    await expect(asked).rejects.toThrow();
    while (!(await read()).includes('status="499"'));
    expect(await read()).toContain('atmos_pro_http_requests_in_flight 0');
  });

  test('count what became of each source of a mint, by reason and not by name', async () => {
    const repositories = ['acme/infra', 'platform/good', 'platform/bare'].map((name) => ({
      name,
      permissions: [{ permission: 'ws:sts:create' as const }],
    }));
    await using scene = await startStsScene({
      repositories: [source('platform/good'), { name: 'platform/bare' }],
      server: {
        replicas: 1,
        config: { metrics: { port: 0 }, workspaces: [{ id: 'ws_1', features: { sts: true }, repositories }] },
      },
    });
    await scene.mint({ sources: ['platform/good', 'platform/bare', 'nobody/knows'] });
    const text = await (await fetch(`${scene.server.metricsUrl}/metrics`)).text();
    for (const outcome of ['granted', 'no_trust_policy', 'not_installed_in_workspace'])
      expect(text).toContain(`atmos_pro_mint_sources_total{outcome="${outcome}"} 1`);
    expect(text).toContain('atmos_pro_decisions_total{event="token.mint",outcome="allowed"} 1');
    expect(text).toMatch(
      /atmos_pro_github_budget_remaining_ratio\{installation="\d+",resource="graphql"\} 0\.\d+/,
    );
    expect(text).not.toMatch(/platform|nobody|acme/);
  });

  test.each([
    { name: 'another path', method: 'GET', path: '/' },
    { name: 'another method', method: 'POST', path: '/metrics' },
  ])('are all that their address serves: $name', async ({ method, path }) => {
    expect((await fetch(`${server.metricsUrl}${path}`, { method })).status).toBe(404);
  });

  test('are not on the address of the API', async () => {
    expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
  });

  test('are not served unless the configuration says where', async () => {
    await using silent = await startTestServer({ simulator, config: { workspaces } });
    expect(silent.metricsUrl).toBeUndefined();
  });
});
