/** The values of the Helm chart are checked before anything is installed, hold no secret, and are those of its page. */
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { RE2JS } from 're2js';
import { parse } from 'yaml';
import { isRecord } from '../../src/base/text.ts';
import { validateServerConfig } from '../../src/schema/generated/server-config.cjs';
import { findProblems } from '../../src/schema/problems.ts';
import {
  chart,
  chartTemplates,
  type Document,
  defaultValues,
  exampleValues,
  mergeValues,
  readChart,
} from '../support/helm-chart.ts';
import { blocksOf, blockWith } from '../support/page-blocks.ts';
import { readProjectFile } from '../support/source-files.ts';

const defaults = defaultValues();
const schema: Document = JSON.parse(readChart('values.schema.json'));
const templateText = chartTemplates();
const valuesOf = (change: Document = {}) => mergeValues(mergeValues(defaults, exampleValues()), change);

/** `a.b.c` of every value. A map that users fill is a leaf. */
function pathsOf(value: Document, path = ''): string[] {
  if (!isRecord(value) || Object.keys(value).length === 0) return [path];
  return Object.entries(value).flatMap(([key, each]) => pathsOf(each, path === '' ? key : `${path}.${key}`));
}

function patternsIn(value: Document): string[] {
  if (Array.isArray(value)) return value.flatMap(patternsIn);
  if (!isRecord(value)) return [];
  const own = typeof value['pattern'] === 'string' ? [value['pattern']] : [];
  return [...own, ...Object.values(value).flatMap(patternsIn)];
}

test('chart, server and package have one version', () => {
  const { version } = JSON.parse(readProjectFile('package.json')) as { readonly version: string };
  expect(parse(readChart('Chart.yaml'))).toMatchObject({
    apiVersion: 'v2',
    name: 'atmos-pro',
    version,
    appVersion: version,
  });
});

describe('the values', () => {
  const validate = new Ajv({ strictSchema: true, strictTypes: false, strictRequired: false }).compile(schema);
  const fault = (change: Document) => {
    const isValid = validate(valuesOf(change));
    return isValid ? undefined : (validate.errors ?? []).map(({ instancePath }) => instancePath);
  };

  test('of the example are valid, and make a valid configuration', () => {
    expect(fault({})).toBeUndefined();
    expect(findProblems(validateServerConfig, valuesOf().config)).toEqual([]);
  });

  test('alone are not: image, address, App, workspaces and the database have no default', () => {
    expect(validate(defaults)).toBe(false);
    for (const key of ['public_url', 'workspaces']) expect(defaults.config).not.toHaveProperty(key);
  });

  test.each<[string, Document, string]>([
    ['a key that does not exist', { replica: 2 }, ''],
    ['a plain address', { config: { public_url: 'http://atmos-pro.example.com' } }, '/config/public_url'],
    ['a password in the address', { config: { public_url: 'https://a:b@c.example' } }, '/config/public_url'],
    ['a port that needs root', { config: { listen: { port: 80 } } }, '/config/listen/port'],
    [
      'loopback, which no probe reaches',
      { config: { listen: { host: '127.0.0.1' } } },
      '/config/listen/host',
    ],
    ['SQLite', { config: { database: { path: 'a.db' } } }, '/config/database'],
    [
      'a database URL instead of a secret',
      { database: { existingSecret: 'postgres://u:p@h/d' } },
      '/database/existingSecret',
    ],
    ['a password in plain text', { env: { PGPASSWORD: 'p' } }, '/env'],
    ['the key of the App in plain text', { env: { ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: 'k' } }, '/env'],
    ['a second database URL', { env: { DATABASE_URL: 'postgres://u:p@h/d' } }, '/env'],
    [
      'a second database URL from a secret',
      { secretEnv: { DATABASE_URL: { secret: 'a', key: 'b' } } },
      '/secretEnv',
    ],
    ['headers of a collector, which hold a token', { env: { OTEL_EXPORTER_OTLP_HEADERS: 'a=b' } }, '/env'],
    ['a mount of nothing', { mounts: [{ name: 'ca', mountPath: '/etc/ca' }] }, '/mounts/0'],
    [
      'a mount that takes the place of the key',
      { mounts: [{ name: 'github-app', mountPath: '/k', secret: 's' }] },
      '/mounts/0/name',
    ],
    ['a network policy without a database', { networkPolicy: { database: [] } }, '/networkPolicy/database'],
    [
      'a network policy for everybody',
      { networkPolicy: { requestsFrom: [] } },
      '/networkPolicy/requestsFrom',
    ],
    ['a digest that is none', { image: { digest: 'latest' } }, '/image/digest'],
    ['no replica', { replicas: 0 }, '/replicas'],
    ['a role that is an option', { migration: { runtimeRole: '--help' } }, '/migration/runtimeRole'],
  ])('refuse %s', (_name, change, place) => {
    expect(fault(change)).toContain(place);
  });

  test('have patterns that Helm can compile', () => {
    const patterns = patternsIn(schema);
    expect(patterns.length).toBeGreaterThan(10);
    for (const pattern of patterns) expect(() => RE2JS.compile(pattern)).not.toThrow();
    expect(() => RE2JS.compile('^(?!a)')).toThrow();
  });

  test('are all described and used, and no other is used', () => {
    const used = [...templateText.matchAll(/\.Values\.([\w.]+)/g)].map(([, path = '']) => path);
    const reads = (path: string) =>
      used.some((each) => each === path || path.startsWith(`${each}.`) || each.startsWith(`${path}.`));
    // `config` goes into the config map as a whole.
    expect(pathsOf(defaults).filter((path) => !reads(path))).toEqual([]);
    expect(
      used.filter(
        (path) => !pathsOf(valuesOf()).some((each) => each === path || each.startsWith(`${path}.`)),
      ),
    ).toEqual([]);
    for (const [name, { description }] of Object.entries<Document>(schema.properties))
      expect({ name, description }).toEqual({ name, description: expect.stringMatching(/\.$/) });
  });
});

describe('docs/kubernetes.md', () => {
  const page = 'docs/kubernetes.md';
  const [minimum = '', ...more] = blocksOf(page, 'yaml');

  test('has a minimum of values that is enough, and more that is valid', () => {
    expect(more.length).toBeGreaterThan(1);
    for (const text of ['{}', ...more]) {
      const values = mergeValues(mergeValues(defaults, parse(minimum)), parse(text));
      expect(findProblems(validateServerConfig, values.config)).toEqual([]);
      const validate = new Ajv({ strict: false }).compile(schema);
      expect({ text, isValid: validate(values) }).toEqual({ text, isValid: true });
    }
  });

  test('makes the secrets that the chart names, with the keys that it reads', () => {
    const block = blockWith(page, 'create secret');
    const { database, githubApp, config } = defaults;
    expect(block).toContain(`secret generic ${database.existingSecret} --from-file=${database.key}=`);
    const key = config.github.private_key_file.replace('/run/secrets/atmos-pro/', '');
    expect(block).toContain(`secret generic ${githubApp.existingSecret} --from-file=${key}=`);
    expect(blockWith(page, 'helm upgrade')).toContain(chart);
  });
});

test('no template holds or makes a secret', () => {
  expect(templateText).not.toMatch(
    /^kind: Secret$|\bb64enc\b|\brandAlpha|\blookup\b|genPrivateKey|\bstringData\b/m,
  );
});
