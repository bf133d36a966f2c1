/**
 * What a bundled step loads before its first request, or its first output: a heavy import on this way costs every job. `npm run bench -- startup`
 * measures the time.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '../support/source-files.ts';
import { traceStart } from '../support/trace-modules.ts';

interface Limits {
  /** Most that is read and compiled, in units of 1,000 bytes. */
  readonly loaded: number;
  /** What is evaluated, with the most of each, in the same unit. Nothing else may be. */
  readonly evaluated: Readonly<Record<string, number>>;
}

const validators = 52;
const yaml = 310;
const exec = { '@actions/exec': 30, '@actions/io': 19 };
/** GitHub's client, which sends with undici so that it can use a proxy. */
const github = {
  '@actions/github': 7,
  '@octokit/auth-token': 2,
  '@octokit/core': 5,
  '@octokit/endpoint': 12,
  '@octokit/graphql': 4,
  '@octokit/plugin-paginate-rest': 18,
  '@octokit/plugin-rest-endpoint-methods': 105,
  '@octokit/request': 8,
  '@octokit/request-error': 2,
  'before-after-hook': 4,
  'content-type': 11,
  'json-with-bigint': 20,
  'universal-user-agent': 1,
  tunnel: 9,
  undici: 900,
};

/** A quarter above what it takes: room for features, not for a package. */
const limits: Readonly<Record<string, Limits>> = {
  'setup-sts/main': { loaded: 780, evaluated: { 'own code': 285, validators, yaml, ...exec } },
  'setup-sts/post': {
    loaded: 1_550,
    evaluated: {
      'own code': 80,
      validators: 90,
      '@actions/core': 35,
      '@actions/http-client': 75,
      ...exec,
      ...github,
    },
  },
  'lock-stack/main': { loaded: 690, evaluated: { 'own code': 250, validators, yaml } },
  'lock-stack/post': { loaded: 300, evaluated: { 'own code': 140, validators: 140 } },
  'unlock-stack/main': { loaded: 650, evaluated: { 'own code': 215, validators, yaml } },
  'upload-affected/main': { loaded: 770, evaluated: { 'own code': 330, validators, yaml } },
  'upload-instances/main': { loaded: 710, evaluated: { 'own code': 275, validators, yaml } },
  'upload-status/main': { loaded: 625, evaluated: { 'own code': 190, validators, yaml } },
  'commit/main': { loaded: 760, evaluated: { 'own code': 270, validators, yaml, ...exec } },
  'validate-trust-policy/main': {
    loaded: 1_020,
    evaluated: { 'own code': 325, validators: 60, yaml, re2js: 280 },
  },
};

test('every step that a job waits for has limits', () => {
  const steps = readdirSync(join(root, 'actions'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => ['main', 'post'].map((phase) => `${name}/${phase}`))
    .filter((step) => existsSync(join(root, 'actions', `${step}.ts`)));
  expect(Object.keys(limits).sort()).toEqual(steps.sort());
});

test.each(Object.entries(limits))('%s starts with little', async (step, { loaded, evaluated }) => {
  const trace = await traceStart(step);
  expect(Object.keys(trace.evaluated).sort()).toEqual(Object.keys(evaluated).sort());
  const tooLarge = Object.entries(trace.evaluated).filter(
    ([part, bytes]) => bytes > (evaluated[part] ?? 0) * 1_000,
  );
  expect(tooLarge).toEqual([]);
  expect(trace.loaded).toBeLessThanOrEqual(loaded * 1_000);
});
