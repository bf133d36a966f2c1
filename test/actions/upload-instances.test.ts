/** `upload-instances` as bundled, with a server of the hosted kind. */
import { describe, expect, test } from '@jest/globals';
import { refusal, startApiPeer } from '../support/api-peer.ts';
import { logOf, startStacksJob } from './stacks-job.ts';

const pro = { enabled: true, drift_detection: { enabled: true } };
const described = JSON.stringify({
  prod: { components: { terraform: { vpc: { settings: { pro }, vars: { password: 'hunter2' } } } } },
  dev: {
    components: {
      terraform: {
        'eks/cluster': { metadata: { enabled: false }, settings: { pro } },
        base: { metadata: { type: 'abstract' } },
      },
      helmfile: { ingress: { settings: { other: 'hunter2' } } },
    },
  },
});

test('the inventory is sent, sorted and collapsed, and told', async () => {
  await using peer = await startApiPeer();
  await using job = await startStacksJob({ described });
  const result = await job.run('upload-instances', {}, peer.environment);
  expect(result.exitCode).toBe(0);
  expect((await job.called()).slice(0, 4)).toEqual([
    'describe',
    'stacks',
    '--sections=settings,metadata',
    '--format=json',
  ]);
  expect(peer.journal().at(-1)).toBe('POST /api/v1/instances');
  expect(JSON.parse(peer.requests.at(-1)?.body ?? '')).toEqual({
    repo_url: 'https://github.com/acme/infra',
    repo_name: 'infra',
    repo_owner: 'acme',
    repo_host: 'github.com',
    instances: [
      {
        component: 'eks/cluster',
        stack: 'dev',
        component_type: 'terraform',
        settings: { pro: { enabled: false, drift_detection: { enabled: false } } },
      },
      { component: 'ingress', stack: 'dev', component_type: 'helmfile' },
      { component: 'vpc', stack: 'prod', component_type: 'terraform', settings: { pro } },
    ],
  });
  expect(result.outputs).toEqual({
    uploaded: 'true',
    count: '3',
    enabled: '1',
    disabled: '2',
    'drift-enabled': '1',
    partial: 'false',
  });
  expect(logOf(result)).toContain('3 instances: 1 enabled, 2 disabled, 1 with drift detection.');
  expect(result.summary).toContain(
    '| <code>prod</code> | <code>vpc</code> | <code>terraform</code> | yes | yes |',
  );
});

describe('says that it is partial', () => {
  test.each([
    { name: 'include', inputs: { include: 'prod' }, partial: 'true' },
    { name: 'exclude', inputs: { exclude: 'dev/**' }, partial: 'true' },
    { name: 'a flag of atmos', inputs: { flags: '--stack=prod' }, partial: 'true' },
    { name: 'not when a filter leaves nothing out', inputs: { exclude: 'nowhere' }, partial: 'false' },
    { name: 'not for another flag', inputs: { flags: '--logs-level=Debug' }, partial: 'false' },
  ])('$name', async ({ inputs, partial }) => {
    await using peer = await startApiPeer();
    await using job = await startStacksJob({ described });
    const result = await job.run('upload-instances', inputs, peer.environment);
    expect(result.outputs['partial']).toBe(partial);
    const { complete } = JSON.parse(peer.requests.at(-1)?.body ?? '');
    expect(complete).toBe(partial === 'true' ? false : undefined);
    expect(logOf(result).includes('::warning title=Inventory::The inventory is partial')).toBe(
      partial === 'true',
    );
    expect(result.summary.includes('The inventory is partial')).toBe(partial === 'true');
  });
});

test('a glob that matches nothing is a warning', async () => {
  await using peer = await startApiPeer();
  await using job = await startStacksJob({ described });
  const inputs = { include: 'prod, plat-ue2-porduction', exclude: 'dev/**, nowhere' };
  const log = logOf(await job.run('upload-instances', inputs, peer.environment));
  expect(log).toContain('::warning title=Inventory::No instance matches "plat-ue2-porduction" in `include`');
  expect(log).toContain('::warning title=Inventory::No instance matches "nowhere" in `exclude`');
});

test('an empty inventory is not sent: a server could take it for an end of everything', async () => {
  await using peer = await startApiPeer();
  await using job = await startStacksJob({ described: '{}' });
  const result = await job.run('upload-instances', {}, peer.environment);
  expect([result.exitCode, result.outputs['uploaded']]).toEqual([0, 'false']);
  expect(peer.journal().some((line) => line.endsWith('/instances'))).toBe(false);
  expect(logOf(result)).toContain('::notice title=Inventory::The inventory is empty');
});

test('can confirm that what is missing is gone', async () => {
  await using peer = await startApiPeer();
  await using job = await startStacksJob({ described });
  await job.run('upload-instances', { 'confirm-removals': 'true' }, peer.environment);
  expect(JSON.parse(peer.requests.at(-1)?.body ?? '')).toMatchObject({ complete: true });
  const refused = await job.run(
    'upload-instances',
    { 'confirm-removals': 'true', include: 'prod' },
    peer.environment,
  );
  expect(refused.exitCode).toBe(1);
  expect(logOf(refused)).toContain('INPUT_INVALID::A partial inventory cannot confirm removals.');
});

test('upload: false needs no server', async () => {
  await using job = await startStacksJob({ described });
  const result = await job.run('upload-instances', { upload: 'false' });
  expect([result.exitCode, result.outputs['uploaded']]).toEqual([0, 'false']);
});

test('a refusal names what to correct', async () => {
  const words = 'Drift detection validation failed: vpc in prod has no detect workflow';
  await using peer = await startApiPeer({ instances: [refusal(400, words)] });
  await using job = await startStacksJob({ described });
  const result = await job.run('upload-instances', {}, peer.environment);
  expect(result.exitCode).toBe(1);
  expect(logOf(result)).toContain(
    `::error title=REMOTE_REFUSED::The upload of instances was refused: ${words}`,
  );
});
