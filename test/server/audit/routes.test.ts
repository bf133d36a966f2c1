/** Admins at `/audit`, over HTTP on both stores: filters, pages that lose nothing, the export, and every refusal. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEntryData } from '../../../src/api/routes/audit.ts';
import { auditEvents } from '../../../src/domain/audit/events.ts';
import { createAdminToken, hashAdminToken } from '../../../src/server/access/admin-token.ts';
import { sealAudit } from '../../../src/server/audit/seal-audit.ts';
import { projectFiles, readProjectFile } from '../../support/source-files.ts';
import { describeEachStore } from '../../support/stores.ts';
import { type LockScene, startLockScene } from '../locks/scene.ts';

const alice = createAdminToken();
const narrow = createAdminToken();
const hashOf = (token: string) => hashAdminToken(token).toString('hex');

describeEachStore('the audit', (store) => {
  let scene: LockScene;
  beforeAll(async () => {
    scene = await startLockScene({
      store,
      adminTokens: [
        { name: 'alice', sha256: hashOf(alice) },
        { name: 'narrow', sha256: hashOf(narrow), workspaces: ['ws_2'] },
      ],
      workspaces: [{ id: 'ws_2', repositories: [{ name: 'acme/infra', id: 1001 }] }],
    });
    await scene.take('deploy', 'prod/a');
    await scene.take('rival', 'prod/a');
    await scene.release('deploy', 'prod/a');
    await scene.call('foreign', 'POST', '/locks', { key: 'acme/other/prod/b', ttl: 60 });
  });
  afterAll(async () => scene?.[Symbol.asyncDispose]());

  async function get(path: string, token = alice) {
    const response = await fetch(`${scene.server.url}/api/v1${path}`, {
      headers: token === '' ? {} : { authorization: `Bearer ${token}` },
    });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    };
  }
  async function list(query: string) {
    const { text } = await get(`/audit?workspace=ws_1&${query}`);
    return JSON.parse(text).data as { entries: AuditEntryData[]; next?: string };
  }
  const eventsOf = ({ entries }: { entries: AuditEntryData[] }) => entries.map(({ event }) => event);

  describe('filters', () => {
    test.each([
      ['event', 'event=lock.created', ['lock.created', 'lock.created']],
      [
        'start of an event',
        'event=lock.*&repository=acme/infra',
        ['lock.released', 'lock.denied', 'lock.created'],
      ],
      ['outcome', 'outcome=denied&event=lock.*', ['lock.denied']],
      ['repository by name', 'repository=ACME/other&event=lock.*', ['lock.created']],
      ['repository by id', 'repository=1002&event=lock.*', ['lock.created']],
      ['a repository that does not exist', 'repository=acme/none', []],
      ['run', 'run=502&event=lock.*', ['lock.denied']],
      ['source that no job asked for', 'source=acme/infra', []],
      ['source that does not exist', 'source=acme/none', []],
      ['actor', 'actor=nobody', []],
      ['a time to come', 'from=2100-01-01T00:00:00Z', []],
      ['a time that is over', 'to=2020-01-01T00:00:00%2B02:00', []],
      ['trace', 'trace=none', []],
    ])('by %s', async (_name, query, events) => {
      expect(eventsOf(await list(query))).toEqual(events);
    });
    test('by source, by its name and by its id', async () => {
      await scene.server.store.audit.append({
        event: 'token.mint',
        outcome: 'allowed',
        workspaceId: 'ws_1',
        traceId: 'a mint',
        details: { sources: [{ source: 'acme/other', repositoryId: '1002', outcome: 'granted' }] },
      });
      for (const name of ['acme/other', 'ACME/other', '1002']) {
        const { entries } = await list(`source=${name}`);
        expect(entries.map(({ traceId }) => traceId)).toEqual(['a mint']);
      }
      expect(await list('source=1002&event=lock.*')).toMatchObject({ entries: [] });
    });
    test('has who, when and what', async () => {
      const [entry] = (await list('event=lock.denied')).entries;
      expect(entry).toMatchObject({
        outcome: 'denied',
        workspaceId: 'ws_1',
        repositoryId: '1001',
        repository: 'acme/infra',
        runId: '502',
        at: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/),
      });
    });
  });

  test('pages newest first, each entry once', async () => {
    const all = await list('limit=500');
    const paged: AuditEntryData[] = [];
    let after = '';
    do {
      const { entries, next } = await list(`limit=2${after}`);
      paged.push(...entries);
      after = next === undefined ? '' : `&after=${next}`;
    } while (after !== '');
    expect(paged).toEqual(all.entries);
    expect(paged.map(({ id }) => id)).toEqual(
      paged.map(({ id }) => id).toSorted((one, other) => other - one),
    );
  });

  test('oldest first shows what is sealed, and continues from there', async () => {
    await sealAudit(scene.server.store);
    const first = await list('order=oldest&limit=500');
    expect(first.entries.length).toBeGreaterThan(3);
    const before = (await list(`order=oldest&after=${first.next}`)).entries;
    expect(before).toEqual([]);
    await scene.take('deploy', 'prod/later');
    expect(await list(`order=oldest&after=${first.next}&event=lock.*`)).toMatchObject({ entries: [] });
    await sealAudit(scene.server.store);
    expect(eventsOf(await list(`order=oldest&after=${first.next}&event=lock.*`))).toEqual(['lock.created']);
  });

  test('is exported as lines, the same entries', async () => {
    await sealAudit(scene.server.store);
    const { status, type, text } = await get('/audit/export?workspace=ws_1&event=lock.*');
    expect([status, type]).toEqual([200, 'application/x-ndjson']);
    const lines = text.trimEnd().split('\n');
    const entries = lines.map((line) => JSON.parse(line) as AuditEntryData);
    expect(entries.toReversed()).toEqual((await list('event=lock.*&limit=500')).entries);
  });
  test('an export is recorded before it begins: who, and what was asked for', async () => {
    await get('/audit/export?workspace=ws_1&event=lock.*&outcome=denied&after=3&from=2026-01-01T00:00:00Z');
    const [entry] = (await list('event=audit.exported&limit=1')).entries;
    expect(entry).toMatchObject({
      ...{ outcome: 'allowed', actor: 'admin:alice', workspaceId: 'ws_1', traceId: expect.any(String) },
      details: { filter: { event: 'lock.*', outcome: 'denied', after: '3', from: '2026-01-01T00:00:00Z' } },
    });
    expect(entry?.details).not.toHaveProperty('filter.workspace');
  });

  test('an export continues after an entry', async () => {
    const lines = async (more = '') =>
      (await get(`/audit/export?workspace=ws_1&event=lock.*${more}`)).text.split('\n').filter(Boolean);
    const all = await lines();
    const ids = all.map((line) => (JSON.parse(line) as AuditEntryData).id);
    for (const [index, id] of ids.entries())
      expect(await lines(`&after=${id}`)).toEqual(all.slice(index + 1));
  });
  test('an export of nothing is empty', async () => {
    expect(await get('/audit/export?workspace=ws_1&repository=acme/none')).toMatchObject({
      status: 200,
      text: '',
    });
  });
  test('exports that were abandoned do not use up the server’s share', async () => {
    for (let index = 0; index < 12; index += 1) {
      const leaving = new AbortController();
      const asked = fetch(`${scene.server.url}/api/v1/audit/export?workspace=ws_1`, {
        headers: { authorization: `Bearer ${alice}` },
        signal: leaving.signal,
      });
      await asked.then((response) => response.body?.cancel());
      leaving.abort();
    }
    expect((await get('/audit/export?workspace=ws_1')).status).toBe(200);
  });

  describe('refuses', () => {
    test.each([
      ['no token', '/audit?workspace=ws_1', '', 401, 'SessionMissing'],
      ['an unknown token', '/audit?workspace=ws_1', 'x'.repeat(40), 401, 'SessionInvalid'],
      ['an admin of another workspace', '/audit?workspace=ws_1', narrow, 403, 'WorkspaceDenied'],
      ['a workspace that does not exist', '/audit?workspace=ws_none', alice, 403, 'WorkspaceDenied'],
      ['no workspace', '/audit', alice, 400, 'InvalidRequest'],
      [
        'a time without a zone',
        '/audit?workspace=ws_1&from=2026-11-25T08:00:00',
        alice,
        400,
        'InvalidRequest',
      ],
      ['a time that is none', '/audit?workspace=ws_1&to=2026-13-45T08:00:00Z', alice, 400, 'InvalidRequest'],
      ['a day', '/audit?workspace=ws_1&from=2026-11-25', alice, 400, 'InvalidRequest'],
      [
        'an event that there is not',
        '/audit?workspace=ws_1&event=token.minted',
        alice,
        400,
        'InvalidRequest',
      ],
      ['a start of no event', `/audit/export?workspace=ws_1&event='%25*`, alice, 400, 'InvalidRequest'],
      ['an unknown filter', '/audit?workspace=ws_1&who=me', alice, 400, 'InvalidRequest'],
      ['a cursor that is none', '/audit?workspace=ws_1&after=x', alice, 400, 'InvalidRequest'],
      ['an export after no id', '/audit/export?workspace=ws_1&after=-1', alice, 400, 'InvalidRequest'],
      ['an export by another admin', '/audit/export?workspace=ws_1', narrow, 403, 'WorkspaceDenied'],
    ])('%s', async (_name, path, token, status, errorTag) => {
      const answer = await get(path, token);
      expect([answer.status, JSON.parse(answer.text).errorTag]).toEqual([status, errorTag]);
    });
    test.each(['/audit?workspace=ws_1', '/audit/export?workspace=ws_1'])('a job: %s', async (path) => {
      const answer = await get(path, await scene.session('deploy'));
      expect([answer.status, JSON.parse(answer.text).errorTag]).toEqual([403, 'AdminRequired']);
    });
    test('and keeps on record who looked where they may not', async () => {
      await get('/audit?workspace=ws_1', narrow);
      const [entry] = (await list('event=audit.read&actor=admin:narrow')).entries;
      expect(entry).toMatchObject({ outcome: 'denied', details: { refusal: 'WorkspaceDenied' } });
    });
  });
});

describe('the registry of events', () => {
  const written = projectFiles()
    .filter(
      (file) =>
        /^src\/(?:server|cli\/restore|domain\/(?:audit|locks))\/.*\.ts$/.test(file) &&
        file !== 'src/domain/audit/events.ts',
    )
    .map(readProjectFile)
    .join('\n');
  // What is written but not in it does not compile.
  test.each(Object.keys(auditEvents))('%s is written somewhere', (name) => {
    expect(written).toContain(`'${name}'`);
  });
});
