/** `atmos-pro drift` as a process, against a server whose clock a test moves. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { applyFile, repositoryName, workspaceId } from '../e2e/deployments/seed.ts';
import { adminToken, type DriftScene, daily, startDrift } from '../server/drift/scene.ts';
import { type CliResult, type CliScene, makeCliScene } from './run-cli.ts';

let scene: DriftScene;
let cli: CliScene;

beforeAll(async () => {
  cli = makeCliScene();
  scene = await startDrift({ schedules: daily });
  await scene.inventory({ component: 'vpc' }, { component: 'dns' });
  await scene.sweep();
  for (const detection of scene.detections())
    await scene.report(detection, detection.component === 'vpc' ? 2 : 0);
});
afterAll(async () => {
  cli?.[Symbol.dispose]();
  await scene?.[Symbol.asyncDispose]();
});

function drift(...[command = '', ...rest]: readonly string[]): Promise<CliResult> {
  const where = ['--url', scene.server().url, '--workspace', workspaceId];
  return cli.run(['drift', command, ...where, ...rest], { ATMOS_PRO_ADMIN_TOKEN: adminToken });
}
const rowsOf = ({ stdout }: CliResult) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/).slice(0, 4));

test('list is a table, by names', async () => {
  const result = await drift('list');
  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(rowsOf(result)).toEqual([
    ['STATUS', 'REPOSITORY', 'STACK', 'COMPONENT'],
    ['in_sync', repositoryName, 'dev', 'dns'],
    ['drifted', repositoryName, 'dev', 'vpc'],
  ]);
  const drifted = await drift('list', '--status', 'drifted', '--format', 'json');
  expect(JSON.parse(drifted.stdout)).toMatchObject({ component: 'vpc', schedules: ['daily'] });
  expect(await drift('list', '--status', 'error')).toMatchObject({ code: 0, stderr: 'No instances.\n' });
});

test('show has the results and runs of an instance', async () => {
  const { code, stdout } = await drift('show', repositoryName, 'dev', 'vpc');
  expect(code).toBe(0);
  for (const text of ['vpc in dev of acme/infra', 'drifted', 'plan', 'detect', 'succeeded'])
    expect(stdout).toContain(text);
  expect(await drift('show', repositoryName, 'dev', 'none')).toMatchObject({ code: 1, stdout: '' });
});

test('remediate starts the workflow, and refuses what is in sync', async () => {
  const reason = ['--reason', 'tag changed by hand'];
  const started = await drift('remediate', repositoryName, 'dev', 'vpc', ...reason);
  expect(started).toMatchObject({ code: 0, stdout: expect.stringMatching(/vpc in dev: batch \d+\.\n$/) });
  await scene.quiet();
  expect(scene.detections().some(({ file }) => file === applyFile)).toBe(true);
  const refused = await drift('remediate', repositoryName, 'dev', 'dns', ...reason);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('dns in dev is in_sync') });
});
