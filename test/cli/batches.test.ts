/** `atmos-pro batches` and `deliveries` as processes, against a server and a simulated GitHub. No process of a test has a terminal. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AdminScene, alice, narrow, startAdminScene } from '../server/deployments/admin/scene.ts';
import { sha, wired } from '../server/deployments/deployment-scene.ts';
import { item } from '../server/stacks/uploads-scene.ts';
import { blockWith } from '../support/page-blocks.ts';
import { type CliResult, type CliScene, makeCliScene } from './run-cli.ts';

const settings = wired('plan.yaml', 'synchronize');
const reason = ['--reason', 'reviewed in INC-7'];

let scene: AdminScene;
let cli: CliScene;
/** Held by its size; failed; ended with nothing to start. */
let held: number;
let failed: number;
let quiet: number;

beforeAll(async () => {
  cli = makeCliScene();
  scene = await startAdminScene({ deployments: { hold: { threshold: 2 } } });
  failed = await scene.open([item('vpc', { settings }), item('a\u001b[31m', { settings })]);
  await scene.endRuns(failed, () => 'failure');
  await scene.untilState(failed, 'concluded');
  const large = ['eks', 'dns', 'iam'].map((name) => item(name, { settings }));
  held = await scene.open(large, { head: sha('b'), number: 13 });
  await scene.untilState(held, 'held');
  quiet = await scene.open([], { head: sha('c'), number: 14 });
  await scene.untilState(quiet, 'concluded');
});
afterAll(async () => {
  cli?.[Symbol.dispose]();
  await scene?.[Symbol.asyncDispose]();
});

function run(family: string, args: readonly string[], token = alice): Promise<CliResult> {
  const [command = '', ...rest] = args;
  const where = ['--url', scene.server.url, '--workspace', 'ws_1'];
  return cli.run([family, command, ...where, ...rest], { ATMOS_PRO_ADMIN_TOKEN: token });
}
const batches = (...args: readonly string[]) => run('batches', args);
const deliveries = (...args: readonly string[]) => run('deliveries', args);
const linesOf = ({ stdout }: CliResult) => stdout.trimEnd().split('\n');

describe('batches list', () => {
  test('is a table, newest first', async () => {
    const result = await batches('list');
    expect(result).toMatchObject({ code: 0, stderr: '' });
    const [head = '', ...rows] = linesOf(result).map((line) => line.split(/ {2,}/));
    expect([...head].slice(0, 6)).toEqual(['ID', 'STATE', 'DONE', 'REPOSITORY', 'SUBJECT', 'COMMIT']);
    expect(rows.map((row) => row.slice(0, 6))).toEqual([
      [String(quiet), 'concluded: neutral', '-', 'acme/infra', 'pr/14', 'ccccccc'],
      [String(held), 'held by blast_radius', '0/3', 'acme/infra', 'pr/13', 'bbbbbbb'],
      [String(failed), 'concluded: failure', '2/2', 'acme/infra', 'pr/12', 'aaaaaaa'],
    ]);
    expect(rows[0]?.at(-1)).toBe('No affected stacks');
  });
  test.each<[string, string[], () => number[]]>([
    ['open ones', ['--state', 'open'], () => [held]],
    ['a pull request', ['--repository', 'acme/infra', '--pull', '12'], () => [failed]],
    ['none', ['--state', 'withdrawn'], () => []],
  ])('%s, as JSON lines', async (_name, args, ids) => {
    const { code, stdout } = await batches('list', '--format', 'json', ...args);
    expect(code).toBe(0);
    const lines = stdout.split('\n').filter((line) => line !== '');
    expect(lines.map((line) => (JSON.parse(line) as { id: number }).id)).toEqual(ids());
  });
  test('ends at --limit and continues with the cursor that it prints', async () => {
    const first = await batches('list', '--limit', '2');
    expect([linesOf(first).length, first.stderr]).toEqual([3, `To continue, use --after ${held}\n`]);
    const rest = await batches('list', '--after', String(held));
    expect(linesOf(rest).map((line) => line.split(/ {2,}/)[0])).toEqual(['ID', String(failed)]);
  });
  test('says so when there are none, and not on standard output', async () => {
    expect(await batches('list', '--repository', 'acme/none')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'No batches.\n',
    });
  });
});

describe('batches show', () => {
  test('has the title of the check and a row for each deployment, with nothing that a terminal obeys', async () => {
    const result = await batches('show', String(failed));
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toMatch(/^check +2 of 2 failed/m);
    expect(result.stdout).toMatch(/^ *\d+ +failed +dev +vpc +plan +1 +https?:\S+\/actions\/runs\/\d+ +/m);
    expect(result.stdout).not.toContain('\u001b');
  });
  test('finds the newest batch of a pull request, and is JSON for programs', async () => {
    const { code, stdout } = await batches('show', 'acme/infra#13', '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ id: held, heldBy: 'blast_radius' });
    expect(JSON.parse(stdout).deployments).toHaveLength(3);
  });
  test.each([
    ['an unknown id', '999999', 1, 'REMOTE_REFUSED'],
    ['an unknown pull request', 'acme/infra#999', 1, 'REMOTE_REFUSED'],
    ['an invalid id', '0', 2, 'INPUT_INVALID'],
    ['an invalid pull request', 'acme#12', 2, 'INPUT_INVALID'],
  ])('%s is refused', async (_name, name, code, words) => {
    const result = await batches('show', name);
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toContain(words);
  });
});

describe('batches release and retry', () => {
  test('need a reason, and an id', async () => {
    for (const args of [
      ['release', String(held)],
      ['release', String(held), '--reason', ' '],
      ['retry', String(failed)],
      ['retry', 'acme/infra#12', ...reason],
      ['retry', String(failed), ...reason, '--deployment', 'vpc'],
      ['release', String(held), ...reason, '--hold', 'all'],
    ])
      expect(await batches(...args)).toMatchObject({ code: 2, stdout: '' });
    expect((await scene.show(held)).state).toBe('held');
  });
  test('one deployment is retried, and the rest with the batch', async () => {
    const number = (await scene.show(failed)).deployments.find(
      ({ component }) => component === 'vpc',
    )?.number;
    const one = await batches('retry', String(failed), ...reason, '--deployment', String(number));
    expect(one).toMatchObject({ code: 0, stdout: expect.stringContaining(`deployment ${number}`) });
    const again = await batches('retry', String(failed), ...reason, '--deployment', String(number));
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(await batches('retry', String(failed), ...reason, '--format', 'json')).toMatchObject({ code: 0 });
    expect((await scene.show(failed)).deployments.map(({ attempt }) => attempt)).toEqual([2, 2]);
    expect(await scene.audit('deployment.retried')).toMatchObject([
      { actor: 'admin:alice', details: { reason: reason[1] } },
      { actor: 'admin:alice' },
    ]);
  });
  test('a release names what it released; a second one is refused', async () => {
    const released = await batches('release', String(held), ...reason);
    expect(released).toMatchObject({ code: 0, stdout: expect.stringContaining('blast_radius') });
    const again = await batches('release', String(held), ...reason);
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toContain('not held');
  });
  test('the commit of a fork is released only by name', async () => {
    const fork = await scene.open([item('vpc', { settings })], { head: sha('d'), number: 15, isFork: true });
    await scene.untilState(fork, 'held');
    const refused = await batches('release', String(fork), ...reason);
    expect(refused).toMatchObject({ code: 3, stdout: '' });
    for (const part of [sha('d'), '--hold fork']) expect(refused.stderr).toContain(part);
    expect((await scene.show(fork)).state).toBe('held');
    expect(await batches('release', String(fork), ...reason, '--hold', 'fork')).toMatchObject({ code: 0 });
  });
});

describe('deliveries', () => {
  test('are a table, newest first, by event and state', async () => {
    const result = await deliveries('list', '--event', 'pull_request', '--state', 'applied');
    expect(result).toMatchObject({ code: 0, stderr: '' });
    const [head, ...rows] = linesOf(result).map((line) => line.split(/ {2,}/));
    expect(head).toEqual(['ID', 'RECEIVED', 'STATE', 'EVENT', 'REPOSITORY', 'GUID', 'WHY']);
    for (const row of rows) expect(row.slice(2, 5)).toEqual(['applied', 'pull_request.opened', 'acme/infra']);
    expect(rows.length).toBeGreaterThan(2);
    const json = await deliveries('list', '--format', 'json', '--limit', '1');
    expect([linesOf(json).length, json.stderr]).toEqual([1, expect.stringContaining('--after')]);
    expect((await deliveries('list', '--state', 'failed')).stderr).toBe('No deliveries.\n');
  });
  test('one that was given up is retried', async () => {
    const { db } = scene.server.database;
    const { id } = await db.selectFrom('deliveries').select('id').executeTakeFirstOrThrow();
    const finished = await deliveries('retry', String(id), ...reason);
    expect(finished).toMatchObject({ code: 1, stdout: '' });
    expect(finished.stderr).toContain('applied');
    await db.updateTable('deliveries').set({ state: 'failed' }).where('id', '=', id).execute();
    expect(await deliveries('retry', String(id), ...reason)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(String(id)),
    });
    for (const args of [
      ['retry', String(id)],
      ['retry', '5f6f1b90', ...reason],
    ])
      expect(await deliveries(...args)).toMatchObject({ code: 2, stdout: '' });
  });
  test('of another workspace are denied, like its batches', async () => {
    for (const family of ['batches', 'deliveries'])
      expect(await run(family, ['list'], narrow)).toMatchObject({ code: 3, stdout: '' });
  });
});

test('the commands of the page about deployments do what it says', async () => {
  const stacks = (...names: readonly string[]) => names.map((name) => item(name, { settings }));
  const large = await scene.open(stacks('s3', 'kms', 'sqs'), { head: sha('e'), number: 21 });
  const broken = await scene.open(stacks('ecr', 'ecs'), { head: sha('f'), number: 22 });
  await scene.untilState(large, 'held');
  await scene.endRuns(broken, () => 'failure');
  await scene.untilState(broken, 'concluded');
  const [one] = (await scene.show(broken)).deployments;
  const names: Readonly<Record<string, string>> = {
    '81': String(large),
    '82': String(broken),
    '3': String(one?.number),
  };
  const environment = {
    ATMOS_PRO_ADMIN_TOKEN: alice,
    ATMOS_PRO_BASE_URL: scene.server.url,
    ATMOS_PRO_WORKSPACE_ID: 'ws_1',
  };
  const lines = blockWith('docs/deployments.md', 'batches list').split('\n');
  const commands = lines.filter((line) => line.startsWith('atmos-pro '));
  expect(commands.length).toBeGreaterThanOrEqual(7);
  for (const command of commands) {
    const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain);
    const args = words.slice(1).map((word) => names[word] ?? word);
    expect([command, (await cli.run(args, environment)).code]).toEqual([command, 0]);
  }
  expect((await scene.show(broken)).deployments.map(({ attempt }) => attempt)).toEqual([2, 2]);
});
