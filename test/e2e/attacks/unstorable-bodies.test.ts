/** Text that no database stores, in each text of each route that the server describes: new routes are covered by themselves. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isRecord } from '../../../src/base/text.ts';
import { fittingValues } from '../../support/fuzz/fitting-values.ts';
import { type Operation, readOperations, type Schema } from '../../support/fuzz/operations.ts';
import { type FuzzTarget, startFuzzTarget } from '../../support/fuzz/target.ts';
import { soundTargets } from '../../support/fuzz/targets.ts';
import { describeEachStore } from '../../support/stores.ts';

const seed = 7;
/** Bodies of each route; they differ in their optional fields. */
const bodiesOfRoute = 6;
/** Texts of one body that are spoilt, one at a time. */
const textsOfBody = 25;

type Path = readonly (string | number)[];

function findTexts(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value === 'string') return [path];
  if (Array.isArray(value)) return value.flatMap((item, index) => findTexts(item, [...path, index]));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => findTexts(item, [...path, key]));
}

/** The text at the path with `bad` in its middle, so that prefixes and suffixes still fit. */
function spoil(value: unknown, [step, ...rest]: Path, bad: string): unknown {
  if (step === undefined) {
    const text = String(value);
    const middle = Math.floor(text.length / 2);
    return text.slice(0, middle) + bad + text.slice(middle);
  }
  if (Array.isArray(value))
    return value.map((item, index) => (index === step ? spoil(item, rest, bad) : item));
  return isRecord(value) ? { ...value, [step]: spoil(value[step], rest, bad) } : value;
}

describeEachStore('text that no database stores, by the description of the server', (store) => {
  let target: FuzzTarget;
  let operations: readonly Operation[];
  beforeAll(async () => {
    target = await startFuzzTarget(store);
    operations = readOperations(await (await fetch(`${target.url}/openapi.json`)).json());
  });
  afterAll(async () => {
    await target?.[Symbol.asyncDispose]();
  });

  async function send(method: string, path: string, body?: unknown): Promise<readonly number[]> {
    const { job, admin } = target.credentials;
    const statuses: number[] = [];
    for (const token of [job, admin]) {
      const response = await fetch(target.url + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      await response.text();
      statuses.push(response.status);
    }
    return statuses;
  }

  const samples = <Value>(values: fc.Arbitrary<Value>, numRuns: number) =>
    fc.sample(values, { seed, numRuns });

  test.each(['\0', '\ud800'])(
    'unstorable text: %j in each text of the body of each route is not a server error',
    async (bad) => {
      const withBody = operations.flatMap((operation) =>
        operation.body === undefined ? [] : [{ operation, body: operation.body satisfies Schema }],
      );
      expect(withBody.length).toBeGreaterThan(8);
      for (const { operation, body } of withBody) {
        const [path = ''] = samples(soundTargets(operation, target.words), 1);
        let spoilt = 0;
        for (const fitting of samples(fittingValues(body, target.words), bodiesOfRoute)) {
          for (const place of findTexts(fitting).slice(0, textsOfBody)) {
            const statuses = await send(operation.method, path, spoil(fitting, place, bad));
            const said = `${operation.method} ${operation.path} ${place.join('.')} ${statuses}`;
            expect([said, statuses.every((status) => status < 500)]).toEqual([said, true]);
            spoilt += 1;
          }
        }
        expect([operation.path, spoilt > 0]).toEqual([operation.path, true]);
      }
      expect(target.errors).toEqual([]);
    },
  );

  test('unstorable text: NUL in each parameter of each route is not a server error', async () => {
    for (const operation of operations) {
      const [sound = ''] = samples(soundTargets(operation, target.words), 1);
      for (const { name, place } of operation.parameters) {
        if (place === 'header') continue;
        const path =
          place === 'path'
            ? operation.path.replace(`{${name}}`, 'a%00b').replaceAll(/\{[^}]+\}/g, 'a')
            : `${sound}${sound.includes('?') ? '&' : '?'}${name}=a%00b`;
        // Only what may be repeated without harm to the other requests.
        if (operation.method !== 'GET') continue;
        const statuses = await send(operation.method, path);
        const said = `${operation.method} ${path} ${statuses}`;
        expect([said, statuses.every((status) => status < 500)]).toEqual([said, true]);
      }
    }
    expect(target.errors).toEqual([]);
  });
});
