/**
 * No secret leaves its way: one whole flow, with failures, debug logging and git at its loudest, and then a search through
 * everything that it wrote. A canary in each place shows that the search finds one there.
 */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { patience } from '../support/patience.ts';
import { findPostgres } from '../support/postgres-programs.ts';
import { findLeaks, findSecrets } from '../support/secrets.ts';
import { type Flow, type FlowOptions, playFlow } from './canary-flow.ts';
import { jobSecrets } from './canary-uploads.ts';

const places = [
  'server log',
  'metrics',
  'traces',
  'database but the signing key',
  'audit command',
  'answers of the API',
  'addresses of requests',
  'journal of the simulator',
  'command lines',
  'disk after the job',
  'job log before masking',
  'job log after masking',
  'job summary',
  'outputs but token',
  'GITHUB_ENV',
  'job state',
];
const uploadSteps = [
  'upload-affected',
  'upload-instances',
  'upload-status',
  'lock-stack',
  'unlock-stack',
  'commit',
];
/** Three attempts of several requests each, twice; in milliseconds. */
const flowTimeout = patience(120_000);

function searchFlow(options: FlowOptions): void {
  let flow: Flow;
  beforeAll(async () => {
    flow = await playFlow(options);
  }, flowTimeout);

  function rawOf(name: string): string {
    return flow.traces.find((trace) => trace.name === name)?.raw ?? '';
  }

  test('the flow was what it claims to be', () => {
    const kinds = Object.keys(flow.secrets).map((name) => name.replace(/ \d+$/, ''));
    const count = (kind: string) => kinds.filter((name) => name === kind).length;
    expect(count('ID token')).toBeGreaterThan(6);
    expect(count('session')).toBeGreaterThan(5);
    expect(count('minted token')).toBe(4);
    for (const kind of [
      'App JWT',
      'App private key',
      'reader token',
      'request token',
      'signing key of sessions',
      'client secret',
      'code of a sign-in',
      'id of a web session',
      'token of a person',
    ])
      expect(count(kind)).toBeGreaterThan(0);
    expect(rawOf('granted: git').match(/^cloned$/m)).not.toBeNull();
    expect(rawOf('granted: git')).toMatch(/=> Send header: Authorization: Basic <redacted>/i);
    expect(rawOf('granted: git')).toContain('trace: run_command: git remote-http ');
    expect(rawOf('granted: post')).toContain('is revoked.');
    for (const name of ['denied', 'cut', 'echoed exchange', 'echoed mint', 'GitHub fails'])
      expect(rawOf(name)).toContain('::error');
    expect(flow.places['server log']).toMatch(/"level":"(debug|trace)"|"level":"error"/);
    expect(flow.places['metrics']).toContain('atmos_pro_decisions_total{event="token.mint"');
    expect(flow.places['command lines']).toContain('setup-sts/main.js');
    expect(flow.places['traces']).toContain('store audit.append');
    expect(flow.places['answers of the API']).toContain('<title>Settings ');
    const decided = flow.places['audit command'] ?? '';
    for (const event of [
      'affected-stacks.upload',
      'instances.upload',
      'instance.status',
      'lock.created',
      'lock.released',
      'token.revoked',
    ])
      expect(decided).toContain(`"event":"${event}","outcome":"allowed"`);
    expect(decided).toContain('"event":"commit.created"');
    for (const name of uploadSteps) {
      expect([name, flow.traces.find((trace) => trace.name === `fine: ${name}`)?.step?.exitCode]).toEqual([
        name,
        0,
      ]);
      expect([name, findSecrets(rawOf(`echoed: ${name}`), flow.secrets)]).not.toEqual([name, []]);
    }
    expect(rawOf('cut: commit')).toContain('::error');
  });

  test('the database holds the key that signs sessions, which the search finds', () => {
    expect(findSecrets(flow.database, flow.secrets)).toEqual(['signing key of sessions']);
  });

  test('careless steps printed secrets, which only their masks hide', () => {
    const printed = findSecrets(rawOf('granted: careless'), flow.secrets);
    expect(printed.map((name) => name.replace(/ \d+$/, ''))).toEqual(['minted token']);
    expect(findSecrets(rawOf('echoed mint'), flow.secrets)).not.toEqual([]);
  });

  test('what the runner alone holds reaches no server', () => {
    expect(flow.requests).toContain('"repo_url":');
    expect(flow.requests).toContain('"stacks":[{');
    expect(findLeaks({ requests: flow.requests }, jobSecrets)).toEqual([]);
  });

  test('every place is searched', () => {
    expect(Object.keys(flow.places).toSorted()).toEqual(places.toSorted());
  });

  test.each(places)('%s: no secret', (place) => {
    expect(findLeaks({ [place]: flow.places[place] ?? '' }, flow.secrets)).toEqual([]);
  });
}

describe('secrets canary: git-config env, SQLite', () => searchFlow({ gitConfig: 'env', engine: 'sqlite' }));

/** The other mode on the other engine, where there is one. */
const engine = findPostgres() === undefined ? 'sqlite' : 'postgres';
describe(`secrets canary: git-config file, ${engine}`, () => searchFlow({ gitConfig: 'file', engine }));

const minted = 'ghs_0123456789abcdefghijklmnopqrstuvwxyz';
const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJyZXBvIn0.c2lnbmF0dXJlLW9mLXRoZS1qd3Q';
const key =
  '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n-----END PRIVATE KEY-----\n';
const secrets = { minted, jwt, key, password: 'a b/c+d@example' };

test.each([
  ['plain', `x ${minted} y`, ['minted']],
  ['as git sends it', Buffer.from(`x-access-token:${minted}`).toString('base64'), ['minted']],
  ['in Base64 among other bytes', Buffer.from(`xy${minted}z`).toString('base64'), ['minted']],
  ['in a URL', `https://x?p=${encodeURIComponent('a b/c+d@example')}`, ['password']],
  ['in hex', Buffer.from(minted).toString('hex'), ['minted']],
  ['a signature without its JWT', 'c2lnbmF0dXJlLW9mLXRoZS1qd3Q', ['jwt']],
  ['one line of a key', 'BKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj', ['key']],
  ['a key in JSON', JSON.stringify({ key }), ['key']],
  ['claims, which are not secret', 'eyJzdWIiOiJyZXBvIn0 -----BEGIN PRIVATE KEY-----', []],
])('the search finds a secret %s', (_name, text, found) => {
  expect(findSecrets(text, secrets)).toEqual(found);
});
