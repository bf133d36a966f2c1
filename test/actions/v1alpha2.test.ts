/** Policies of v1alpha2 in the bundled actions, with the real server and a simulated GitHub that issues the claims. */
import { describe, expect, test } from '@jest/globals';
import { makeJobDirectory, runAction } from '../support/run-action.ts';
import { startTestServer } from '../support/server.ts';
import { startSimulator } from '../support/simulator.ts';
import { callersFile, commandsOf, policyPath, runValidate } from './run-validate.ts';

const workflow = 'acme/workflows/.github/workflows/plan.yml@refs/heads/main';
const text = `# yaml-language-server: $schema=https://atmos-pro.com/schemas/v1alpha2/trust-policy.json
apiVersion: atmos-pro.com/v1alpha2
kind: TrustPolicy
metadata:
  name: default
spec:
  rules:
    - match:
        repository_owner_id: "70001"
        event_name: "push"
        job_workflow_ref: "${workflow}"
`;
const permissions = { contents: 'read', metadata: 'read' } as const;
const write = { 'id-token': 'write' } as const;
const seed = {
  accounts: [{ login: 'acme', id: 70_001 }, { login: 'platform' }],
  repositories: [
    { name: 'acme/infra' },
    { name: 'platform/modules', files: { 'main.tf': '# module\n', [policyPath]: text } },
  ],
  apps: [{ slug: 'atmos-pro', permissions }],
  installations: [
    { app: 'atmos-pro', account: 'acme' },
    { app: 'atmos-pro', account: 'platform' },
  ],
  runs: [
    {
      repository: 'acme/infra',
      jobs: [
        { name: 'reusable', permissions: write, reusable_workflow: { ref: workflow } },
        { name: 'own', permissions: write },
      ],
    },
    {
      ...{ repository: 'acme/infra', event: 'pull_request_target', base_ref: 'main', head_ref: 'feature' },
      jobs: [{ name: 'target', permissions: write, reusable_workflow: { ref: workflow } }],
    },
  ],
} as const;

/** The log of setup-sts in the job, without the masks. */
async function setUp(name: string) {
  const simulator = await startSimulator({ seed });
  const repositories = seed.repositories.map((repository) => ({
    name: repository.name,
    permissions: [{ permission: 'ws:sts:create' as const }],
  }));
  const server = await startTestServer({
    simulator,
    config: { workspaces: [{ id: 'ws_1', features: { sts: true }, repositories }] },
  });
  await using job = await makeJobDirectory();
  const result = await runAction('setup-sts', 'main', {
    directory: job.directory,
    inputs: { sources: 'platform/modules' },
    environment: {
      ...simulator.jobEnvironment(name),
      ATMOS_PRO_BASE_URL: server.url,
      ATMOS_PRO_WORKSPACE_ID: 'ws_1',
    },
  });
  await server.stop();
  await simulator.stop();
  return { ...result, log: result.stdout.replaceAll(/^::add-mask::.*\n/gm, '') };
}

describe('setup-sts', () => {
  test('gets a token for a job that runs the reusable workflow', async () => {
    const { exitCode, outputs } = await setUp('reusable');
    expect({ exitCode, repositories: outputs['repositories'] }).toEqual({
      exitCode: 0,
      repositories: '["platform/modules"]',
    });
  });

  test.each([
    ['own', 'job_workflow_ref'],
    ['target', 'pull_request_target'],
  ])('is denied in the job %s, whose claims the log has', async (name, claim) => {
    const { exitCode, log } = await setUp(name);
    expect(exitCode).toBe(1);
    expect(log).toContain('platform/modules (trust_policy_denied)');
    for (const shown of [claim, 'runner_environment', 'repository_visibility', 'actor_id', '70001'])
      expect(log).toContain(shown);
  });
});

describe('validate-trust-policy', () => {
  const claims = `repository_owner_id: "70001", event_name: push, job_workflow_ref: "${workflow}"`;

  test('reads the policy, notes the version, and tests it with callers', async () => {
    const callers = callersFile({
      reusable: `claims: {${claims}}, expect: granted`,
      target: `claims: {${claims.replace('push', 'pull_request_target')}}, expect: denied`,
    });
    const result = await runValidate({
      files: { [policyPath]: text, 'callers.yaml': callers },
      inputs: { claims: 'callers.yaml', 'fail-on': 'warning' },
    });
    expect(result).toMatchObject({
      exitCode: 0,
      outputs: { valid: 'true', errors: '0', mistakes: '0', warnings: '0' },
    });
    expect(commandsOf(result, 'notice')).toEqual([expect.stringContaining('extension')]);
    expect(result.summary).toContain('the owner with the id 70001');
  });

  test('fails on what the version makes a mistake, and on its claims in v1alpha1', async () => {
    const mistake = await runValidate({ files: { [policyPath]: text.replace('"push"', '"workflow_call"') } });
    expect(mistake).toMatchObject({ exitCode: 1, outputs: { valid: 'true', mistakes: '1' } });
    const old = await runValidate({ files: { [policyPath]: text.replaceAll('v1alpha2', 'v1alpha1') } });
    expect(old).toMatchObject({ exitCode: 1, outputs: { valid: 'false', errors: '3' } });
  });
});
