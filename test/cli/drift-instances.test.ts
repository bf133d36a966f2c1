/** `atmos-pro drift` as a process, against a server whose clock a test moves. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { applyFile, repositoryName, workspaceId } from '../e2e/deployments/seed.ts';
import { adminToken, type DriftScene, daily, startDrift } from '../server/drift/scene.ts';
import { change, plan } from '../support/plan-reports.ts';
import { type CliResult, type CliScene, makeCliScene } from './run-cli.ts';

let scene: DriftScene;
let cli: CliScene;

beforeAll(async () => {
  cli = makeCliScene();
  const ignore = [{ type: 'aws_vpc', until: '9999-12-31', reason: 'known' }];
  scene = await startDrift({ schedules: daily, drift: { ignore } });
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

describe('a cause', () => {
  const reason = ['--reason', 'tags changed by hand'];
  let cause = '';

  beforeAll(async () => {
    const before = scene.detections().length;
    await scene.inventory(...['web', 'api', 'noise', 'dns'].map((component) => ({ component })));
    await scene.sweep();
    const noise = change({ type: 'aws_vpc' });
    for (const detection of scene.detections().slice(before)) {
      const { component } = detection;
      const changes = component === 'noise' ? [noise] : [change(), noise];
      await scene.report(
        detection,
        component === 'dns' ? 0 : 2,
        component === 'dns' ? undefined : plan(...changes),
      );
    }
    const [first = ''] = (await drift('causes', '--format', 'json')).stdout.split('\n');
    cause = String((JSON.parse(first) as { id: string }).id);
  });

  test('show names the changes without values, with the cause or the rule that ignores them', async () => {
    const { stdout } = await drift('show', repositoryName, 'dev', 'web');
    const rows = stdout.split('\n').map((line) => line.split(/ {2,}/));
    expect(rows).toContainEqual(['TYPE', 'ACTION', 'ATTRIBUTES', 'CHANGED', 'RESOURCES', 'SINCE', 'CAUSE']);
    const changed = ['tags.CostCenter', 'outside Terraform', '2', expect.any(String)];
    expect(rows).toContainEqual(['aws_s3_bucket', 'update', ...changed, cause]);
    expect(rows).toContainEqual(['aws_vpc', 'update', ...changed, 'ignored until 9999-12-31: known']);
    const json = await drift('show', repositoryName, 'dev', 'web', '--format', 'json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      changes: [
        { type: 'aws_s3_bucket', attributes: ['tags.CostCenter'], cause },
        { type: 'aws_vpc', ignored: { until: '9999-12-31', reason: 'known' } },
      ],
      changesTruncated: false,
    });
  });

  test('list marks an instance whose changes are all ignored', async () => {
    const rows = rowsOf(await drift('list', '--status', 'drifted'));
    expect(rows.map(([status, , , component]) => [component, status])).toEqual([
      ['COMPONENT', 'STATUS'],
      ['api', 'drifted'],
      ['noise', 'drifted (ignored)'],
      ['web', 'drifted'],
    ]);
  });

  test('is refused where nothing has it, or it is not said what is meant', async () => {
    const unknown = await drift('causes', '--cause', '0123456789abcdef');
    expect(unknown).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('REMOTE_REFUSED') });
    const none = await drift('remediate', repositoryName, '--cause', '0123456789abcdef', ...reason);
    expect(none).toMatchObject({ code: 1, stdout: '' });
    for (const args of [[], ['dev'], ['dev', 'web', '--cause', cause], ['--cause', 'x']]) {
      const refused = await drift('remediate', repositoryName, ...args, ...reason);
      expect({ args, ...refused }).toMatchObject({ code: 2, stdout: '' });
    }
    const both = { workspace: workspaceId, repository: repositoryName, reason: 'x' };
    expect((await scene.admin('POST', '/drift/remediate', both)).status).toBe(400);
  });

  test('is remediated in all instances of the repository that have it, and each is printed', async () => {
    const started = await drift('remediate', repositoryName, '--cause', cause, ...reason);
    expect(started.code).toBe(0);
    expect(started.stdout).toMatch(
      /^Started the remediation of api in dev: batch (\d+)\.\nStarted the remediation of web in dev: batch \1\.\n$/,
    );
    const { entries } = (
      await scene.admin('GET', `/audit?workspace=${workspaceId}&event=drift.remediated&limit=1`)
    ).body.data as { entries: readonly { readonly details: object }[] };
    expect(entries[0]?.details).toMatchObject({ cause, reason: 'tags changed by hand' });
    // A remediation of them has not ended.
    expect(await drift('remediate', repositoryName, '--cause', cause, ...reason)).toMatchObject({ code: 1 });
  });
});
