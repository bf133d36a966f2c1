/** `atmos-pro drift causes` and `badge` as processes, against a server whose jobs have reported drift. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { hashAdminToken } from '../../src/server/access/admin-token.ts';
import { instancesBody, startUploadScene, type UploadScene } from '../server/stacks/uploads-scene.ts';
import { change, plan } from '../support/plan-reports.ts';
import { type CliScene, makeCliScene } from './run-cli.ts';

const alice = `atmos_pro_admin_${'a'.repeat(43)}`;
let scene: UploadScene;
let cli: CliScene;

beforeAll(async () => {
  cli = makeCliScene();
  const adminTokens = [{ name: 'alice', sha256: hashAdminToken(alice).toString('hex') }];
  const ignore = [{ type: 'aws_vpc', until: '9999-12-31', reason: 'known' }];
  scene = await startUploadScene({ adminTokens, drift: { badges: true, ignore } });
  const workflows = { workflows: { 'plan.yml': {} } };
  const pro = { drift_detection: { enabled: true, detect: workflows, remediate: workflows } };
  const row = { stack: 'dev', component_type: 'terraform', settings: { pro } };
  const rows = ['a', 'b'].map((component) => ({ ...row, component }));
  await scene.call('plan', 'POST', '/instances', instancesBody(rows));
});
afterAll(async () => {
  cli?.[Symbol.dispose]();
  await scene?.[Symbol.asyncDispose]();
});

const run = (...args: readonly string[]) => {
  const where = ['--url', scene.server.url, '--workspace', 'ws_1'];
  return cli.run(['drift', ...args, ...where], { ATMOS_PRO_ADMIN_TOKEN: alice });
};

test('no drift, drift, and the instances of one cause', async () => {
  expect(await run('causes')).toMatchObject({ code: 0, stdout: '', stderr: 'No drift.\n' });
  for (const component of ['a', 'b']) {
    const body = { command: 'plan', exit_code: 2, plan: plan(change(), change({ type: 'aws_vpc' })) };
    await scene.call('plan', 'PATCH', `/repos/acme/infra/instances?stack=dev&component=${component}`, body);
  }
  const list = await run('causes');
  const [head = '', row = ''] = list.stdout.split('\n').map((line) => line.split(/ {2,}/));
  expect(head).toEqual(['CAUSE', 'INSTANCES', 'REPOSITORIES', 'WHAT']);
  expect(row.slice(1)).toEqual([
    '2',
    '1',
    expect.stringContaining('`tags.CostCenter` of `aws_s3_bucket` changed'),
  ]);
  expect(list.stderr).toContain('Ignored by drift.ignore: 2 changes');
  const one = await run('causes', '--cause', String(row[0]));
  expect(
    one.stdout
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(/ {2,}/)),
  ).toEqual([
    ['REPOSITORY', 'STACK', 'COMPONENT'],
    ['acme/infra', 'dev', 'a'],
    ['acme/infra', 'dev', 'b'],
  ]);
  const json = await run('causes', '--format', 'json');
  expect(JSON.parse(json.stdout)).toMatchObject({ id: row[0], attributes: ['tags.CostCenter'] });
});

test('an id that is not one is refused before anything is sent', async () => {
  const result = await run('causes', '--cause', 'x');
  expect(result).toMatchObject({ code: 2, stdout: '' });
  expect(result.stderr).toContain('INPUT_INVALID');
});

test('a badge is Markdown for a README', async () => {
  const place = ['--stack', 'dev', '--component', 'a'];
  expect((await run('badge', 'acme/infra', ...place)).stdout).toMatch(
    /^!\[Drift\]\(http.*\/badges\/[\w-]{32}\.svg\)\n$/,
  );
  expect(await run('badge', 'acme/other', ...place)).toMatchObject({ code: 2, stdout: '' });
});
