/** Seed files: what they may hold, what is said about a wrong one, and that the same file makes the same world. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { ActionError } from '../../src/base/errors.ts';
import { maxSeedBytes, readSeed } from '../../src/simulator/seed/seed.ts';
import type { FileSeed, WorldSeed } from '../../src/simulator/seed/seed-types.ts';
import { createSimulatedApi } from '../support/simulated-api.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../schemas/simulator-world.json', import.meta.url), 'utf8'),
);

function problemsOf(text: string): string {
  try {
    readSeed(text, 'world.yaml');
  } catch (error) {
    if (error instanceof ActionError) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'none';
}

test('names of managed users are accepted, as actors and as owners', async () => {
  const seed = readSeed(
    'repositories: [{name: octocat_acme/notes}]\nruns: [{repository: octocat_acme/notes, actor: mona_acme, jobs: [{name: x}]}]\n',
    'world.yaml',
  );
  await using simulated = await createSimulatedApi(seed);
  const { world } = simulated;
  const types = [...world.accounts.values()].map(({ login, type }) => [login, type]);
  expect(types).toContainEqual(['octocat_acme', 'User']);
  expect(types).toContainEqual(['mona_acme', 'User']);
});

test.each([
  [
    'an unknown key',
    'repositories:\n  - name: a/b\n    visiblity: public\n',
    ':3:5: repositories.0: unknown key "visiblity"',
  ],
  ['a wrong type', 'apps:\n- slug: x\n  id: many\n', ':3:7: apps.0.id: must be integer'],
  ['a name without an owner', 'repositories:\n- name: b\n', ':2:9: repositories.0.name: must match pattern'],
  ['a document that is not a map', '- a\n', ':1:1: must be object'],
  ['a syntax error', 'apps: [\n', ':2:1: '],
  ['a key that is there twice', 'apps: []\napps: []\n', ':2:1: Map keys must be unique'],
  [
    'a file that is two things',
    'repositories:\n- name: a/b\n  files:\n    x: {content: a, symlink: b}\n',
    ':4:8: repositories.0.files.x: a file has exactly one of',
  ],
  [
    'a run in an unknown repository',
    'runs:\n- repository: a/b\n  jobs: [{name: x}]\n',
    ':2:15: runs.0.repository: unknown repository "a/b"',
  ],
  [
    'an unknown App',
    'installations:\n- {app: x, account: a}\n',
    ':2:9: installations.0.app: unknown App "x"',
  ],
  [
    'a webhook on another machine',
    'apps:\n- slug: x\n  webhook: {url: "https://example.com"}\n',
    ':3:18: apps.0.webhook.url: expected an address on 127.0.0.1 or localhost',
  ],
  [
    'a role of an unknown team',
    'teams: [{organization: c, slug: t}]\nrepositories:\n- name: a/b\n  teams: {t: read}\n',
    ':4:14: repositories.0.teams.t: unknown team "t"',
  ],
  [
    'a team that is there twice',
    'teams: [{organization: a, slug: t}, {organization: A, slug: t}]\n',
    ':1:37: teams.1: duplicate team "a/t"',
  ],
  [
    'a job name that is taken',
    'repositories: [{name: a/b}]\nruns:\n- repository: a/b\n  jobs: [{name: x}, {name: x}]\n',
    ':4:28: runs.0.jobs.1.name: duplicate job name "x"',
  ],
  [
    'an id that is taken',
    'repositories: [{name: a/b, id: 1}, {name: a/c, id: 1}]\n',
    ':1:52: repositories.1.id: duplicate repository id 1',
  ],
  [
    'a selection beyond the account',
    'apps: [{slug: x}]\nrepositories: [{name: a/b}]\ninstallations:\n- {app: x, account: c, repositories: [a/b]}\n',
    ':4:39: installations.0.repositories.0: "a/b" does not belong to "c"',
  ],
  [
    'aliases without end',
    `a: &a [x]\n${Array.from({ length: 8 }, (_, i) => `${'bcdefghij'[i]}: &${'bcdefghij'[i]} [${Array(9).fill(`*${'abcdefghij'[i]}`).join(', ')}]`).join('\n')}\n`,
    ':1:1: its aliases expand without end',
  ],
  ['a file beyond the bound', ' '.repeat(maxSeedBytes + 1), ':1:1: the file is larger than'],
])('names line and column of %s', (_name, text, problem) => {
  expect(problemsOf(text)).toContain(`INPUT_CONFIG_INVALID world.yaml${problem}`);
});

test('names several problems at once, and not without end', () => {
  const rows = Array.from({ length: 30 }, () => '- {}\n').join('');
  const problems = problemsOf(`apps:\n${rows}`).split('\n');
  expect(problems).toHaveLength(11);
  expect(problems.at(-1)).toBe('and 20 more');
});

test('an empty file is an empty world', () => {
  expect(readSeed('', 'empty.yaml')).toEqual({});
});

test('the schema’s example is a world', async () => {
  await using gitHub = await createSimulatedApi(readSeed(stringify(schema.examples[0]), 'example.yaml'));
  expect([...gitHub.world.repositories.values()].map(({ name }) => name)).toEqual([
    'infra',
    'terraform-modules',
  ]);
});

test('the same seed makes the same ids and commits, and passes over ids that are given', async () => {
  const seed: WorldSeed = {
    repositories: [
      { name: 'acme/a', files: { x: '1' }, branches: { b: { files: { y: '2' } } } },
      { name: 'acme/b', id: 700_000_001 },
    ],
    runs: [{ repository: 'acme/a', jobs: [{ name: 'one' }, { name: 'two', check_run_id: 48_000_000_001 }] }],
  };
  const read = async () => {
    await using gitHub = await createSimulatedApi(seed);
    const { repositories, jobs } = gitHub.world;
    const branches = await repositories.get(700_000_002)?.git.listBranches();
    return {
      ids: [...repositories.keys()],
      branches,
      jobs: [...jobs.values()].map(({ checkRunId }) => checkRunId),
    };
  };
  const [first, second] = [await read(), await read()];
  expect(second).toEqual(first);
  expect(first.ids).toEqual([700_000_002, 700_000_001]);
  expect(first.jobs).toEqual([48_000_000_002, 48_000_000_001]);
  expect(first.branches?.map(({ name }) => name)).toEqual(['b', 'main']);
});

const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const file = fc.oneof<fc.Arbitrary<FileSeed>[]>(
  fc.string(),
  fc.record({ content: fc.string(), executable: fc.boolean() }),
  fc.record({ symlink: fc.string({ minLength: 1 }) }),
);
const seeds = fc.record({
  repositories: fc.uniqueArray(
    fc.record({
      name: fc.tuple(name, name).map(([owner, own]) => `${owner}/${own}`),
      visibility: fc.constantFrom('private' as const, 'public' as const),
      files: fc.dictionary(
        fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'),
        file,
        { maxKeys: 4 },
      ),
    }),
    { selector: (repository) => repository.name, maxLength: 4 },
  ),
  accounts: fc.uniqueArray(fc.record({ login: name, id: fc.integer({ min: 1, max: 1e9 }) }), {
    comparator: (left, right) => left.login === right.login || left.id === right.id,
    maxLength: 4,
  }),
});

test('whatever can be written as YAML is read back as it was', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      expect(readSeed(stringify(seed), 'world.yaml')).toEqual(seed);
    }),
    { numRuns: 50 },
  );
});

test('no text whatever breaks the reader', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.object().map((value) => stringify(value)),
      ),
      (text) => {
        expect(problemsOf(text)).toMatch(/^(?:none$|INPUT_CONFIG_INVALID world\.yaml:\d+:\d+: )/);
      },
    ),
    { numRuns: 200 },
  );
});
