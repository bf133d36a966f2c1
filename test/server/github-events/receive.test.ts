/** Deliveries of GitHub's webhook: who may deliver, what is stored, and what an answer promises. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sign } from '@octokit/webhooks-methods';
import type { ServerConfigDocument } from '../../../src/schema/generated/server-config.cjs';
import { startTestServer, type TestServer } from '../../support/server.ts';
import type { TestSimulator } from '../../support/simulator.ts';
import { until } from '../../support/until.ts';
import { startScene } from '../scene.ts';

const workspaces: ServerConfigDocument['workspaces'] = [
  { id: 'ws_acme', repositories: [{ name: 'acme/infra', id: 1001, deployments: {} }] },
  { id: 'ws_globex', repositories: [{ name: 'globex/site', id: 2001 }] },
];
const secret = 'a'.repeat(32);
const oldSecret = 'b'.repeat(40);

let simulator: TestSimulator;
let server: TestServer;
let appId: string;
let count = 0;

beforeAll(async () => {
  simulator = await startScene();
  appId = String([...simulator.world.apps.values()][0]?.id);
  server = await startTestServer({
    simulator,
    config: { workspaces },
    environment: { ATMOS_PRO_GITHUB_WEBHOOK_SECRET: `${secret} ${oldSecret}` },
  });
});
afterAll(async () => {
  await server.stop();
  await simulator.stop();
});
beforeEach(() => {
  count += 1;
});

const guid = () => `5f6f1b90-0000-11f0-8000-${String(count).padStart(12, '0')}`;
const opened = {
  action: 'opened',
  installation: { id: 5 },
  repository: { id: 1001, full_name: 'acme/infra' },
  number: 12,
};

interface Sent {
  readonly body?: string;
  readonly event?: string;
  readonly signedWith?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

async function deliver({ body = JSON.stringify(opened), event = 'pull_request', ...rest }: Sent = {}) {
  const headers = {
    'content-type': 'application/json',
    'x-github-delivery': guid(),
    'x-github-event': event,
    'x-github-hook-installation-target-type': 'integration',
    'x-github-hook-installation-target-id': appId,
    'x-hub-signature-256': await sign(rest.signedWith ?? secret, body === '' ? ' ' : body),
    ...rest.headers,
  };
  const given = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  );
  const response = await fetch(`${server.url}/webhooks/github`, { method: 'POST', headers: given, body });
  return { status: response.status, text: await response.text() };
}

function readRows() {
  return server.database.db.selectFrom('deliveries').selectAll().where('guid', '=', guid()).execute();
}

describe('a signed delivery', () => {
  test('is on record when it is answered', async () => {
    expect(await deliver()).toEqual({ status: 202, text: '{"outcome":"received"}' });
    const rows = await readRows();
    expect(rows).toEqual([
      expect.objectContaining({
        event: 'pull_request',
        action: 'opened',
        installation_id: 5,
        repository_id: '1001',
        source: 'hook',
      }),
    ]);
  });

  test('is worked on once, and its payload is gone then', async () => {
    await deliver();
    await until(async () => (await readRows())[0]?.state !== 'new');
    expect(await readRows()).toEqual([
      expect.objectContaining({ state: 'ignored', payload: null, finished_at: expect.any(Number) }),
    ]);
    expect((await deliver()).text).toBe('{"outcome":"repeated"}');
    expect(await readRows()).toHaveLength(1);
  });

  test('may be signed with the secret that is being replaced', async () => {
    expect((await deliver({ signedWith: oldSecret })).status).toBe(202);
  });

  test.each([
    { event: 'ping', body: '{"zen":"Keep it logically awesome.","hook_id":1}' },
    { event: 'issues', body: '{"action":"opened"}' },
    { event: 'workflow_run', body: '{"action":"exploded"}' },
    { event: 'constructor', body: '{"action":"opened"}' },
    { event: 'pull_request', body: '["not an object"]' },
    { event: 'installation', body: '{"action":"created","installation":{"id":5}}' },
    { event: 'pull_request', body: '{"action":"opened","repository":{"id":4242,"full_name":"stranger/x"}}' },
    { event: 'pull_request', body: '{"action":"opened","repository":{"id":4242,"full_name":"acme/infra"}}' },
    { event: 'pull_request', body: '{"action":"opened","repository":{"id":2001,"full_name":"globex/site"}}' },
    { event: 'pull_request', body: '{"action":' },
  ])('about nothing that the server acts on is acknowledged and not stored: $event $body', async (sent) => {
    expect(await deliver(sent)).toEqual({ status: 202, text: '{"outcome":"unwanted"}' });
    expect(await readRows()).toEqual([]);
  });
});

test('rejected requests are on record by their cause, as many as a stranger cannot flood the audit with', async () => {
  const entries = async () =>
    (
      await server.database.db
        .selectFrom('audit_entries')
        .selectAll()
        .where('event', '=', 'delivery.rejected')
        .orderBy('id')
        .execute()
    ).map(({ outcome, workspace_id: workspace, details }) => ({
      outcome,
      workspace,
      ...JSON.parse(details),
    }));
  await deliver({ signedWith: 'c'.repeat(32) });
  await deliver({ headers: { 'x-github-hook-installation-target-id': '999999' } });
  await deliver({ headers: { 'x-hub-signature-256': undefined }, event: 'made_up' });
  expect(await entries()).toEqual([
    { outcome: 'denied', workspace: null, cause: 'signature', event: 'pull_request', skippedBefore: 0 },
    { outcome: 'denied', workspace: null, cause: 'app', event: 'pull_request', skippedBefore: 0 },
    { outcome: 'denied', workspace: null, cause: 'headers', event: 'other', skippedBefore: 0 },
  ]);
  for (let index = 0; index < 20; index += 1)
    expect((await deliver({ signedWith: 'c'.repeat(32) })).status).toBe(401);
  expect(await entries()).toHaveLength(10);
});

describe('a request is rejected without a reason, and changes nothing', () => {
  test.each<{ readonly name: string; readonly sent: Sent }>([
    { name: 'signed with another secret', sent: { signedWith: 'c'.repeat(32) } },
    {
      name: 'signed over another body',
      sent: { headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` } },
    },
    { name: 'with a signature of another kind', sent: { headers: { 'x-hub-signature-256': 'sha1=abc' } } },
    { name: 'without a signature', sent: { headers: { 'x-hub-signature-256': undefined } } },
    { name: 'for another App', sent: { headers: { 'x-github-hook-installation-target-id': '999999' } } },
    {
      name: 'of a webhook of a repository',
      sent: { headers: { 'x-github-hook-installation-target-type': 'repository' } },
    },
    { name: 'without a GUID', sent: { headers: { 'x-github-delivery': undefined } } },
    {
      name: 'with a GUID that GitHub would not send',
      sent: { headers: { 'x-github-delivery': "x' or 1=1 --" } },
    },
    { name: 'without an event', sent: { headers: { 'x-github-event': undefined } } },
    { name: 'without a body', sent: { body: '' } },
  ])('$name', async ({ sent }) => {
    expect(await deliver(sent)).toEqual({ status: 401, text: '' });
    expect(await readRows()).toEqual([]);
  });

  test('more than a delivery can hold is refused unread', async () => {
    const response = await fetch(`${server.url}/webhooks/github`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-delivery': guid(),
        'x-github-event': 'pull_request',
        'x-github-hook-installation-target-type': 'integration',
        'x-github-hook-installation-target-id': appId,
        'x-hub-signature-256': `sha256=${'0'.repeat(64)}`,
      },
      body: Buffer.alloc(25 * 1024 * 1024 + 1, 0x20),
    });
    expect(response.status).toBe(413);
    expect(await readRows()).toEqual([]);
  });
});

test('without a secret of the webhook there is no route, and the log says so at the start', async () => {
  const said = ({ logs }: TestServer) => logs.some((line) => line.includes('no webhook secret is set'));
  await using plain = await startTestServer({ simulator, config: { workspaces } });
  expect([said(plain), said(server)]).toEqual([true, false]);
  const response = await fetch(`${plain.url}/webhooks/github`, { method: 'POST', body: '{}' });
  expect(response.status).toBe(404);
});

test.each([
  { name: 'a short one', value: 'secret-123', problem: 'is shorter than 32 characters' },
  {
    name: 'three',
    value: `${secret} ${oldSecret} ${'c'.repeat(32)}`,
    problem: 'is 3 secrets; it may be two',
  },
])('the server does not start with a secret that it cannot use: $name', async ({ value, problem }) => {
  const starting = startTestServer({
    simulator,
    config: { workspaces },
    environment: { ATMOS_PRO_GITHUB_WEBHOOK_SECRET: value },
  });
  await expect(starting).rejects.toThrow(problem);
  await expect(starting).rejects.not.toThrow(value);
});
