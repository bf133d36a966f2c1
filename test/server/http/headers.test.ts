/** Headers that answers have, and those that they must not have. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestServer, type TestServer } from '../../support/server.ts';
import type { TestSimulator } from '../../support/simulator.ts';
import { startScene, workspaces } from '../scene.ts';

let simulator: TestSimulator;
let overTls: TestServer;
let plain: TestServer;
beforeAll(async () => {
  simulator = await startScene();
  overTls = await startTestServer({ simulator, config: { workspaces } });
  plain = await startTestServer({ simulator, config: { workspaces, public_url: 'http://127.0.0.1:8080' } });
});
afterAll(async () => {
  await overTls?.stop();
  await plain?.stop();
  await simulator?.stop();
});

const origin = { origin: 'https://evil.example' };
const preflight = {
  ...origin,
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'authorization',
};

test.each<[string, string, RequestInit]>([
  ['a success', '/healthz', { headers: origin }],
  ['an unknown path', '/nope', { headers: origin }],
  ['a path that is not a URL', '/%zz', { headers: origin }],
  ['a preflight', '/api/v1/locks', { method: 'OPTIONS', headers: preflight }],
  ['a refusal without a session', '/api/v1/sts', { method: 'POST', headers: origin }],
  ['the API’s description', '/openapi.json', { headers: origin }],
  ['the documentation', '/docs', { headers: origin }],
  ['the first page', '/', { headers: origin }],
  ['a schema', '/schemas/v1alpha1/trust-policy.json', { headers: origin }],
])(
  '%s: no other origin may read it, no type is guessed, nothing tells what runs here',
  async (_name, path, init) => {
    const [secure, insecure] = await Promise.all([overTls, plain].map(({ url }) => fetch(url + path, init)));
    for (const { headers } of [secure, insecure] as Response[]) {
      const names = [...headers.keys()];
      expect(names.filter((name) => name.startsWith('access-control-'))).toEqual([]);
      expect(names).not.toContain('server');
      expect(names).not.toContain('x-powered-by');
      expect(names).not.toContain('set-cookie');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
    expect(secure?.headers.get('strict-transport-security')).toBe('max-age=31536000');
    // TLS must not be promised where there is none.
    expect(insecure?.headers.get('strict-transport-security')).toBeNull();
  },
);

test('the documentation loads nothing but its style, runs nothing and cannot be framed', async () => {
  const answer = await fetch(`${overTls.url}/docs`);
  const policy = answer.headers.get('content-security-policy');
  for (const part of ["default-src 'none'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"])
    expect(policy?.split('; ')).toContain(part);
  expect(await answer.text()).not.toContain('<script');
});
