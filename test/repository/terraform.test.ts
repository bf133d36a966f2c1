/** deploy/terraform/github protects policies as this product expects it, and requires the check that the server makes. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { policyDirectory } from '../../src/domain/trust-policy/policy-path.ts';
import { readDeployments } from '../../src/server/config/read-deployments.ts';
import { patience } from '../support/patience.ts';
import { readProjectFile, root } from '../support/source-files.ts';
import { hasTool } from '../support/tools.ts';

const folder = 'deploy/terraform/github';
const main = readProjectFile(`${folder}/main.tf`);
const variables = readProjectFile(`${folder}/variables.tf`);

/** The text of each resource of the kind, by name. */
function resourcesOf(kind: string): Map<string, string> {
  const found = main.matchAll(new RegExp(`^resource "${kind}" "(\\w+)" \\{\\n([\\s\\S]*?)^\\}$`, 'gm'));
  return new Map([...found].map(([, name = '', text = '']) => [name, text]));
}

const setting = (text: string | undefined, name: string) =>
  new RegExp(`^ *${name} += +(.+)$`, 'm').exec(text ?? '')?.[1];

describe('rulesets', () => {
  const rulesets = resourcesOf('github_repository_ruleset');

  test('are active, and no App bypasses one', () => {
    expect([...rulesets.keys()]).toEqual(['policy_review', 'policy_push', 'deployments']);
    for (const text of rulesets.values()) {
      expect(setting(text, 'enforcement')).toBe('"active"');
      expect(setting(text, 'actor_type') ?? '"Team"').toBe('"Team"');
    }
  });

  test('require on the default branch what makes a directory of policies count as protected', () => {
    const text = rulesets.get('policy_review');
    expect(text).toContain('include = ["~DEFAULT_BRANCH"]');
    expect(text).not.toContain('bypass_actors');
    for (const name of ['require_code_owner_review', 'dismiss_stale_reviews_on_push', 'non_fast_forward'])
      expect({ name, value: setting(text, name) }).toEqual({ name, value: 'true' });
    expect(Number(setting(text, 'required_approving_review_count'))).toBeGreaterThan(0);
  });

  test('restrict the directory that the server reads policies from', () => {
    expect(setting(main, 'policy_directory')).toBe(`"${policyDirectory}"`);
    expect(setting(rulesets.get('policy_push'), 'restricted_file_paths')).toBe(
      '["$' + '{local.policy_directory}/**/*"]',
    );
  });

  test('require the check that the server makes, from its App alone', () => {
    const text = rulesets.get('deployments');
    expect(setting(text, 'context')).toBe(JSON.stringify(readDeployments({}).checkName));
    expect(setting(text, 'integration_id')).toBe('var.app_id');
  });
});

test('every variable is described and used, and those without a default are in the example', () => {
  const example = readProjectFile(`${folder}/terraform.tfvars.example`);
  const all = ['main', 'outputs', 'versions']
    .map((name) => readProjectFile(`${folder}/${name}.tf`))
    .join('\n');
  const declared = [...variables.matchAll(/^variable "(\w+)" \{\n([\s\S]*?)^\}$/gm)];
  expect(declared.length).toBeGreaterThan(4);
  for (const [, name = '', text = ''] of declared) {
    expect(setting(text, 'description')).toMatch(/^".+\."$/);
    expect(all).toContain(`var.${name}`);
    if (setting(text, 'default') === undefined) expect(setting(example, name)).toBeDefined();
  }
});

// Terraform is a Go program, and no npm package has it.
const describeWithTerraform = hasTool('terraform') ? describe : describe.skip;
// The provider is in Terraform's registry only.
const testWithRegistry = process.env['ATMOS_PRO_TEST_TERRAFORM_REGISTRY'] === 'true' ? test : test.skip;

describeWithTerraform('terraform', () => {
  const run = (cwd: string, ...args: string[]) => spawnSync('terraform', args, { cwd, encoding: 'utf8' });

  test('parses each file, and would format it as it is', () => {
    const { status, stdout } = run(join(root, folder), 'fmt', '-check', '-diff', '-recursive', '.');
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });

  testWithRegistry(
    'accepts every argument, with the provider',
    () => {
      const copy = mkdtempSync(join(tmpdir(), 'terraform-'));
      try {
        cpSync(join(root, folder), copy, { recursive: true });
        expect(run(copy, 'init', '-backend=false', '-input=false')).toMatchObject({ status: 0 });
        const { status, stdout, stderr } = run(copy, 'validate', '-no-color');
        expect({ status, output: stdout + stderr }).toEqual({
          status: 0,
          output: expect.stringContaining('valid'),
        });
      } finally {
        rmSync(copy, { recursive: true, force: true });
      }
    },
    patience(60_000),
  );
});
