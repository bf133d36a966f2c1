/** The pages of the audit log: filters, pages of any depth, bounded searches, permalinks. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createAuditDesk } from '../../../src/server/audit/desk.ts';
import { nameEntries } from '../../../src/server/pages/name-entries.ts';
import { type PageBrowser, type PageScene, startPageScene } from '../../support/page-scene.ts';
import { until } from '../../support/until.ts';

let scene: PageScene;
let browser: PageBrowser;

/** `count` entries of one workspace, oldest first. */
async function fill(workspace: string, count: number, event: string): Promise<void> {
  const { db } = scene.server.database;
  const rows = Array.from({ length: count }, (_, index) => ({
    ...{ at: 1_700_000_000_000 + index, event, outcome: 'allowed' as const, workspace_id: workspace },
    ...{
      repository_id: '1001',
      repository: 'acme/infra',
      actor: `actor-${index % 7}`,
      run_id: String(index),
    },
    ...{ trace_id: `trace-${index}`, details: '{}' },
  }));
  for (let start = 0; start < rows.length; start += 500)
    await db
      .insertInto('audit_entries')
      .values(rows.slice(start, start + 500))
      .execute();
}

function entriesOf(page: string): readonly number[] {
  return [...page.matchAll(/<tr id="entry-(\d+)"/g)].map(([, id]) => Number(id));
}

async function read(path: string): Promise<string> {
  const answer = await browser.get(path);
  expect(answer.status).toBe(200);
  return answer.text();
}

function linkOf(page: string, text: string): string | undefined {
  const found = new RegExp(`href="([^"]+)"[^>]*>${text}`).exec(page)?.[1];
  return found?.replaceAll('&amp;', '&');
}

beforeAll(async () => {
  scene = await startPageScene({ replicas: 1 });
  await fill('ws_acme', 1, 'lock.created');
  await fill('ws_acme', 12_000, 'instance.status');
  await fill('ws_globex', 10, 'lock.created');
  browser = await scene.signIn('mona');
});
afterAll(async () => scene[Symbol.asyncDispose]());

test('a search that is bound by time ends where the time does, however long the log is', async () => {
  const desk = createAuditDesk(scene.server.database);
  const search = { workspaceId: 'ws_acme', event: 'token.mint', limit: 50 };
  expect(await desk.search({ ...search, from: Date.now() - 60 * 60_000 })).toMatchObject({
    ...{ next: undefined, searchedDownTo: undefined },
  });
  expect((await desk.search({ ...search, from: 1_700_000_000_000 })).next).toBeGreaterThan(0);
  const up = { ...search, afterId: 1 };
  expect(await desk.search({ ...up, to: 1_600_000_000_000 })).toMatchObject({
    ...{ newer: undefined, searchedDownTo: undefined },
  });
  expect((await desk.search(up)).newer).toBeGreaterThan(0);
});

test('pages go back through the whole log without a gap, and show no other workspace', async () => {
  const seen: number[] = [];
  let next: string | undefined = '/w/ws_acme/audit?event=instance.status&actor=actor-3&run=';
  while (next !== undefined && seen.length < 200) {
    const page = await read(next);
    seen.push(...entriesOf(page));
    next = linkOf(page, 'Older');
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toEqual(seen.toSorted((one, other) => other - one));
  expect(seen.length).toBe(200);
  const globex = await scene.server.store.audit.list({ workspaceId: 'ws_globex' });
  expect(globex.some(({ id }) => seen.includes(id))).toBe(false);
});

test('"Newer" goes back up over the same pages, to the first one', async () => {
  const first = '/w/ws_acme/audit?event=instance.status&actor=actor-3';
  const second = linkOf(await read(first), 'Older') ?? '';
  const third = linkOf(await read(second), 'Older') ?? '';
  const up = linkOf(await read(third), 'Newer') ?? '';
  expect(entriesOf(await read(up))).toEqual(entriesOf(await read(second)));
  const top = await read(linkOf(await read(up), 'Newer') ?? '');
  expect(entriesOf(top)).toEqual(entriesOf(await read(first)));
  expect(entriesOf(await read(linkOf(top, 'Older') ?? ''))).toEqual(entriesOf(await read(second)));
  // Above everything there is nothing, and the way down is still there.
  const above = await read('/w/ws_acme/audit?after=999999');
  expect(entriesOf(above)).toEqual([]);
  expect(linkOf(above, 'Newest')).toBe('/w/ws_acme/audit');
});

test('a search upward for what is rare stops as well', async () => {
  const [entry] = await scene.server.store.audit.list({ workspaceId: 'ws_acme', event: 'lock.created' });
  const page = await read(`/w/ws_acme/audit?event=commit.*&after=${entry?.id}`);
  expect(entriesOf(page)).toEqual([]);
  expect(linkOf(page, 'Newer')).toContain('after=');
});

test('an admin downloads all sealed entries that match, a member does not', async () => {
  const admin = await scene.signIn('adam');
  expect(await read('/w/ws_acme/audit')).not.toContain('ndjson');
  const refused = await browser.get('/w/ws_acme/audit?format=ndjson');
  expect([refused.status, refused.headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8']);
  const page = await (await admin.get('/w/ws_acme/audit?actor=actor-3')).text();
  const load = async () => {
    const file = await admin.get(linkOf(page, 'Download all sealed') ?? '');
    return { headers: file.headers, lines: (await file.text()).split('\n').filter((line) => line !== '') };
  };
  // What is not sealed yet comes later.
  await until(async () => (await load()).lines.length > 1_000);
  const { headers, lines } = await load();
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': 'application/x-ndjson',
    'content-disposition': 'attachment; filename="audit.ndjson"',
    'cache-control': 'no-store',
  });
  const entries = lines.map((line) => JSON.parse(line) as { actor: string; workspaceId: string });
  expect(new Set(entries.map(({ actor, workspaceId }) => `${actor} ${workspaceId}`))).toEqual(
    new Set(['actor-3 ws_acme']),
  );
  const exported = await scene.server.store.audit.list({ event: 'audit.exported', workspaceId: 'ws_acme' });
  expect(exported[0]).toMatchObject({
    ...{
      outcome: 'allowed',
      details: { filter: { actor: 'actor-3' }, person: { login: exported[0]?.actor } },
    },
  });
  expect((await admin.get('/w/ws_acme/audit?format=ndjson&event=no.such')).status).toBe(400);
  expect((await admin.get('/w/ws_globex/audit?format=ndjson')).status).toBe(403);
  const after = await scene.server.store.audit.list({ event: 'audit.exported' });
  expect(after).toHaveLength(exported.length);
});

test('a search for what is rare stops after 10,000 entries, says where, and continues from there', async () => {
  const first = await read('/w/ws_acme/audit?event=lock.*');
  expect(entriesOf(first)).toEqual([]);
  expect(first).toContain('The search stopped there');
  const second = await read(linkOf(first, 'Continue below entry') ?? '');
  expect(entriesOf(second)).toHaveLength(1);
});

test('a filter that is invalid is named, and nothing is searched', async () => {
  for (const query of ['event=no.such', 'from=yesterday', 'outcome=maybe']) {
    const page = await read(`/w/ws_acme/audit?${query}`);
    expect({ query, entries: entriesOf(page).length }).toEqual({ query, entries: 0 });
  }
  expect(await read('/w/ws_acme/audit?event=no.such')).toContain('role="alert"');
  expect((await browser.get(`/w/ws_acme/audit?actor=${'x'.repeat(501)}`)).status).toBe(400);
});

test('an entry has an address of its own, in its own workspace alone', async () => {
  const [entry] = await scene.server.store.audit.list({ workspaceId: 'ws_acme', event: 'lock.created' });
  const [foreign] = await scene.server.store.audit.list({ workspaceId: 'ws_globex' });
  expect(await read(`/w/ws_acme/audit/${entry?.id}`)).toContain('trace-0');
  expect((await browser.get(`/w/ws_acme/audit/${foreign?.id}`)).status).toBe(404);
});

test('an entry with only the id of a repository is shown with its name, by one query for the page', async () => {
  const { db } = scene.server.database;
  const row = { at: 1_800_000_000_000, event: 'workflow.dispatched', outcome: 'allowed' as const };
  const unnamed = ['1001', '1001', '1002', '9999'].map((repository_id) => ({
    ...{ ...row, repository_id, repository: null, workspace_id: 'ws_acme', actor: null, run_id: null },
    ...{ trace_id: 'unnamed', details: '{}' },
  }));
  await db.insertInto('audit_entries').values(unnamed).execute();
  const cells = (page: string) =>
    [...page.matchAll(/<tr id="entry-\d+">.*?<\/tr>/gs)].map(
      ([text]) => /acme\/(?:infra|modules)/.exec(text)?.[0],
    );
  const shown = cells(await read('/w/ws_acme/audit?event=workflow.dispatched'));
  expect(shown).toEqual([undefined, 'acme/modules', 'acme/infra', 'acme/infra']);
  expect(cells(await read('/w/ws_acme')).slice(0, 4)).toEqual(shown);
  const [, entry] = entriesOf(await read('/w/ws_acme/audit?event=workflow.dispatched'));
  expect(await read(`/w/ws_acme/audit/${entry}`)).toContain('<dd>acme/modules</dd>');
  const workspace = scene.server.config.workspaces.find(({ id }) => id === 'ws_acme');
  if (workspace === undefined) throw new Error('no ws_acme');
  let queries = 0;
  const repositories = {
    list: async () => {
      queries += 1;
      return [];
    },
  };
  const entries = await scene.server.store.audit.list({ traceId: 'unnamed' });
  await nameEntries(workspace, entries, { repositories });
  expect(queries).toBe(1);
  await nameEntries(
    workspace,
    entries.map((one) => ({ ...one, repository: 'acme/infra' })),
    { repositories },
  );
  expect(queries).toBe(1);
});
