/** The documents of the server: the schemas that editors load, and the page that links to all of them. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { startSimulator, type TestSimulator } from '../../support/simulator.ts';
import { readProjectFile } from '../../support/source-files.ts';

let simulator: TestSimulator;
let server: TestServer;
beforeAll(async () => {
  simulator = await startSimulator({ seed: { repositories: [{ name: 'acme/infra' }] } });
  server = await startTestServer({
    simulator,
    config: { workspaces: [{ id: 'ws_1', repositories: [{ name: 'acme/infra' }] }] },
  });
});
afterAll(async () => {
  await server.stop();
  await simulator.stop();
});

test.each(['v1alpha1/trust-policy.json', 'v1alpha1/policy-callers.json', 'v1alpha2/trust-policy.json'])(
  '%s is served where its $id says',
  async (name) => {
    const text = readProjectFile(`schemas/${name}`);
    const { $id } = JSON.parse(text) as { readonly $id: string };
    const response = await fetch(server.url + new URL($id).pathname);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/schema+json; charset=utf-8');
    expect(await response.text()).toBe(text);
  },
);

test('the first page links to every document, each of which is served', async () => {
  const response = await fetch(`${server.url}/`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const [head = '', main = ''] = (await response.text()).split('<main');
  const hrefsOf = (text: string) => [...text.matchAll(/href="(\/[^"]*)"/g)].map(([, path = '']) => path);
  const files = hrefsOf(head);
  expect(files.filter((path) => path.startsWith('/assets/'))).toHaveLength(2);
  for (const path of files) expect((await fetch(server.url + path)).status).toBe(200);
  const links = hrefsOf(main);
  expect(links).toEqual(
    expect.arrayContaining(['/docs', '/openapi.json', '/schemas/v1alpha2/trust-policy.json']),
  );
  const statuses = await Promise.all(links.map(async (path) => (await fetch(server.url + path)).status));
  expect(new Set(statuses)).toEqual(new Set([200]));
  const page = readProjectFile('docs/server-reference.md');
  for (const path of links) expect(page).toContain(`\`${path}\``);
});
