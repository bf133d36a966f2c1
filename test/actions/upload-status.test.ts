/** `upload-status` as bundled, with a server of the hosted kind: what is sent, and that it never fails the job unasked. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type PeerScript, refusal, startApiPeer } from '../support/api-peer.ts';
import { makeJobDirectory, runAction } from '../support/run-action.ts';
import { logOf } from './stacks-job.ts';

type Inputs = Readonly<Record<string, string>>;
const names = { component: 'eks/cluster', stack: 'plat ue2+dev' };

async function upload(inputs: Inputs, script: PeerScript = {}) {
  await using peer = await startApiPeer(script);
  const result = await runAction('upload-status', 'main', {
    inputs: { ...names, ...inputs },
    environment: peer.environment,
  });
  const sent = peer.requests.filter(({ method }) => method === 'PATCH');
  return { result, sent, log: logOf(result), requests: peer.requests };
}

test('names the whole component, as a form writes it, and the time in whole seconds', async () => {
  const { result, sent, log } = await upload({ command: 'plan', 'exit-code': '2' });
  expect(result.outputs).toEqual({ uploaded: 'true' });
  expect(sent.map(({ path }) => path)).toEqual([
    '/api/v1/repos/acme/infra/instances?stack=plat+ue2%2Bdev&component=eks%2Fcluster',
  ]);
  expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
    command: 'plan',
    exit_code: 2,
    last_run: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  });
  expect(log).toMatch(/^.*plan of eks\/cluster in plat ue2\+dev.* 2\.\n$/);
});

describe('what is sent', () => {
  test.each<[inputs: Inputs, command: string, exitCode: number]>([
    [{ command: 'plan', 'exit-code': '0' }, 'plan', 0],
    [{ command: 'plan', 'exit-code': '1' }, 'plan', 1],
    [{ command: 'plan', 'exit-code': '2', outcome: 'failure' }, 'plan', 2],
    [{ command: 'apply', 'exit-code': '0' }, 'apply', 0],
    [{ command: 'deploy', 'exit-code': '1' }, 'apply', 1],
    [{ command: 'apply', outcome: 'success' }, 'apply', 0],
    [{ command: 'deploy', outcome: 'failure' }, 'apply', 1],
    [{ command: 'plan', outcome: 'failure' }, 'plan', 1],
    [{ command: 'plan', outcome: 'success', 'has-changes': 'true' }, 'plan', 2],
    [{ command: 'plan', outcome: 'success', 'has-changes': 'false' }, 'plan', 0],
  ])('%j: %s with %i', async (inputs, command, exitCode) => {
    const { sent } = await upload(inputs);
    expect(sent.map(({ body }) => JSON.parse(body))).toMatchObject([{ command, exit_code: exitCode }]);
  });

  test.each<Inputs>([
    { command: 'plan', outcome: 'success' },
    { command: 'plan', outcome: 'cancelled' },
    { command: 'apply', outcome: 'skipped' },
  ])('%j: nothing, and why', async (inputs) => {
    const { result, requests, log } = await upload(inputs);
    expect([result.exitCode, result.outputs, requests]).toEqual([0, { uploaded: 'false' }, []]);
    expect(log).toMatch(/^::notice title=Status::.*eks\/cluster in plat ue2\+dev was not /);
  });
});

describe('what goes wrong', () => {
  const down = { instances: [], status: [refusal(403, 'No permission.')] };
  const cases: readonly { name: string; inputs: Inputs; script?: PeerScript; code: string }[] = [
    {
      name: 'a refusal',
      inputs: { command: 'plan', 'exit-code': '0' },
      script: down,
      code: 'DENIED_PERMISSION',
    },
    {
      name: 'a login that fails',
      inputs: { command: 'plan', 'exit-code': '0' },
      script: { exchange: [refusal(401, 'No.')] },
      code: 'DENIED_EXCHANGE',
    },
    { name: 'nothing about the end', inputs: { command: 'plan' }, code: 'INPUT_MISSING' },
    {
      name: 'no component',
      inputs: { component: '', command: 'plan', 'exit-code': '0' },
      code: 'INPUT_MISSING',
    },
    { name: 'an unknown command', inputs: { command: 'destroy', 'exit-code': '0' }, code: 'INPUT_INVALID' },
    { name: 'a strange exit code', inputs: { command: 'plan', 'exit-code': '-1' }, code: 'INPUT_INVALID' },
    { name: 'a strange outcome', inputs: { command: 'plan', outcome: 'fine' }, code: 'INPUT_INVALID' },
  ];

  test.each(cases)('$name warns', async ({ inputs, script, code }) => {
    const { result, log } = await upload(inputs, script);
    expect([result.exitCode, result.outputs]).toEqual([0, { uploaded: 'false' }]);
    expect(log).toContain(`::warning title=${code}::`);
  });

  test.each(cases)('$name fails when asked to', async ({ inputs, script, code }) => {
    const { result, log } = await upload({ ...inputs, 'fail-on-error': 'true' }, script);
    expect([result.exitCode, result.outputs]).toEqual([1, { uploaded: 'false' }]);
    expect(log).toContain(`::error title=${code}::`);
  });

  test('an instance that the inventory does not have leads to the inventory, not to the settings', async () => {
    const unknown = { success: false, errorTag: 'InstanceNotFound', errorMessage: 'No such instance.' };
    const script = { status: [{ status: 404, body: unknown }] };
    const { log } = await upload({ command: 'plan', 'exit-code': '0' }, script);
    expect(log).toContain('No such instance.%0Aupload-instances tells');
    expect(log).not.toContain('Check workspace-id');
  });

  test('a busy server is asked again, with the same time', async () => {
    const { result, sent } = await upload(
      { command: 'plan', 'exit-code': '0' },
      { status: [refusal(503, 'Busy.', { 'retry-after': '1' }), { body: { success: true } }] },
    );
    expect(result.outputs).toEqual({ uploaded: 'true' });
    expect(sent).toHaveLength(2);
    expect(sent[0]?.body).toBe(sent[1]?.body);
  });
});

describe('a plan', () => {
  const kept = { status: [{ body: { success: true, data: { plan: 'kept' } } }] };
  const change = (before: unknown, after: unknown) => ({
    address: 'aws_s3_bucket.one["hunter2"]',
    mode: 'managed',
    type: 'aws_s3_bucket',
    provider_name: 'providers.example/hashicorp/aws',
    change: { actions: ['update'], before, after },
  });
  const planOf = (...values: readonly [unknown, unknown]) =>
    JSON.stringify({
      format_version: '1.2',
      planned_values: {},
      resource_drift: [change(...values)],
      resource_changes: [change(...(values.toReversed() as [unknown, unknown]))],
    });
  const withPlan = async (content: string | undefined, inputs: Inputs, script: PeerScript = kept) => {
    await using job = await makeJobDirectory();
    const path = join(job.directory, 'temp', 'plan.json');
    if (content !== undefined) await writeFile(path, content);
    return await upload({ command: 'plan', 'exit-code': '2', 'plan-json': path, ...inputs }, script);
  };

  test('is sent as a summary without values', async () => {
    const plan = planOf({ tags: { CostCenter: 'hunter2' } }, { tags: { CostCenter: 'hunter3' } });
    const { result, sent, log } = await withPlan(plan, {});
    expect(result.outputs).toEqual({ uploaded: 'true' });
    const [body = ''] = sent.map((request) => request.body);
    expect(JSON.parse(body)).toMatchObject({
      command: 'plan',
      plan: {
        version: 1,
        counts: { update: 1, drift: 1 },
        changes: [{ type: 'aws_s3_bucket', attributes: ['tags.CostCenter'], origin: 'drift', resources: 1 }],
      },
    });
    expect(`${body}${log}`).not.toMatch(/hunter/);
    expect(log).toContain('1 to update');
  });

  test.each<[why: string, content: string | undefined, code: string]>([
    ['that does not exist', undefined, 'INPUT_FILE_UNUSABLE'],
    ['that is not JSON', 'hunter2 will be updated', 'INPUT_PLAN_INVALID'],
    ['that is not a plan', '{"hunter2": 1}', 'INPUT_PLAN_INVALID'],
    ['in another format', '{"format_version":"2.0","planned_values":{}}', 'INPUT_PLAN_INVALID'],
  ])('%s costs a warning, not the status', async (_why, content, code) => {
    const { result, sent, log } = await withPlan(content, {});
    expect([result.exitCode, result.outputs]).toEqual([0, { uploaded: 'true' }]);
    expect(sent.map(({ body }) => Object.keys(JSON.parse(body)))).toEqual([
      ['command', 'exit_code', 'last_run'],
    ]);
    expect(log).toContain(`::warning title=${code}::`);
    expect(log).not.toContain('hunter2');
    const strict = await withPlan(content, { 'fail-on-error': 'true' });
    expect([strict.result.exitCode, strict.result.outputs]).toEqual([1, { uploaded: 'true' }]);
  });

  test('is not read after a failed command, which left none', async () => {
    const { sent, log } = await withPlan(undefined, { 'exit-code': '1' });
    expect(sent).toHaveLength(1);
    expect(log).not.toContain('::warning');
  });

  test('is not kept by a server that does not know it', async () => {
    const { result, log } = await withPlan(planOf({ a: 1 }, { a: 2 }), {}, {});
    expect(result.outputs).toEqual({ uploaded: 'true' });
    expect(log).toContain('did not keep');
  });
});
