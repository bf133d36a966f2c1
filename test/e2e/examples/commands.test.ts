/** Every block of commands or code in the READMEs and the docs is run by a test, or is named here with the reason why none runs it. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { signBody } from '../../../src/server/audit-webhooks/sign.ts';
import type { WorldSeed } from '../../../src/simulator/seed/seed-types.ts';
import { blocksOf, blockWith } from '../../support/page-blocks.ts';
import { startSimulator } from '../../support/simulator.ts';
import { projectFiles } from '../../support/source-files.ts';
import { foreignExamples } from '../../support/yaml-examples.ts';
import { openShell, operatorPages } from '../pages/shell.ts';

/** Languages of blocks that are run. The others are pictures, output, and YAML, which has its own tests. */
const languages = ['sh', 'bash', 'console', 'js', 'ts', 'sql'];

/** By page: words of the block, and the test that runs it or the reason why it is not run. */
const known: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'README.md': {
    'npm run demo': 'test/e2e/demo.test.ts',
    'npm test': 'the tests themselves',
  },
  'docs/simulator.md': {
    'simulate --world': 'test/simulator/simulate-command.test.ts',
    'simulate run-step': 'test/cli/simulate-run-step.test.ts',
    '"do": "open"': 'below',
    '"do": "enqueue"': 'test/simulator/merge-queue.test.ts',
  },
  'docs/trust-policies.md': { 'policy convert': 'below' },
  'docs/migrate/octo-sts.md': { 'policy convert': 'below' },
  'docs/uploads.md': { '/affected-stacks/$SHA': 'test/e2e/examples/examples.test.ts' },
  'docs/audit.md': {
    isGenuine: 'below',
    'create database atmos_pro': 'test/server/database/runtime-role.test.ts makes such accounts itself',
  },
  'docs/key-rotation.md': {
    'create role atmos_pro_server_b': 'test/server/database/runtime-role.test.ts',
    'drop owned by': 'test/server/database/runtime-role.test.ts',
  },
  'docs/dashboard.md': { 'atmos-pro tokens list': 'test/cli/tokens.test.ts' },
  'docs/deployments.md': { 'atmos-pro batches list': 'test/cli/batches.test.ts' },
  'docs/drift.md': {
    'atmos-pro drift list': 'test/cli/drift-instances.test.ts',
    'atmos-pro drift remediate': 'test/cli/drift-instances.test.ts',
  },
  'docs/upgrade.md': {
    'atmos-pro backup': 'test/cli/backup.test.ts',
    'atmos-pro restore "atmos-pro':
      'test/cli/backup.test.ts; the last lines are in test/e2e/pages/operators.test.ts',
    pg_dump: 'test/e2e/upgrade/dump.test.ts',
    pg_restore: 'test/e2e/upgrade/dump.test.ts',
  },
  'docs/alerts.md': { 'runbook_url: docs/': 'test/repository/alerts.test.ts' },
  'docs/kubernetes.md': {
    'create secret': 'it needs a cluster; test/repository/helm-values.test.ts checks the names and keys',
    'helm upgrade': 'test/repository/helm-chart.test.ts, without a cluster',
    'exec deployment': 'it needs a cluster',
  },
  'docs/terraform.md': {
    'terraform plan': 'it needs GitHub; test/repository/terraform.test.ts initializes and validates in CI',
  },
  'docs/releasing.md': {
    'gh attestation verify': 'it needs a release, the registry and its transparency log',
  },
};

test('every block of commands is run, or says why not', () => {
  const pages = projectFiles().filter((file) => file.endsWith('.md'));
  const blocks = pages.flatMap((page) =>
    languages.flatMap((language) =>
      // `test/e2e/pages/operators.test.ts` runs the shell commands of these pages, and checks that it has all of them.
      language === 'sh' && operatorPages.includes(page)
        ? []
        : blocksOf(page, language).map((text) => ({ page, text })),
    ),
  );
  const isKnown = ({ page, text }: { readonly page: string; readonly text: string }) =>
    Object.keys(known[page] ?? {}).some((words) => text.includes(words));
  expect(blocks.length).toBeGreaterThan(8);
  expect(blocks.filter((block) => !isKnown(block))).toEqual([]);
  const stale = Object.entries(known).flatMap(([page, entries]) =>
    Object.keys(entries).filter(
      (words) => !blocks.some((block) => block.page === page && block.text.includes(words)),
    ),
  );
  expect(stale).toEqual([]);
});

describe('docs/audit.md: a receiver of webhooks', () => {
  const code = blockWith('docs/audit.md', 'isGenuine', 'js');
  const secrets = ['a'.repeat(32), 'b'.repeat(32)];
  type IsGenuine = (body: string, header: string, secret: string) => boolean;

  test('accepts what the server signs, with each of two secrets, and nothing else', async () => {
    const { isGenuine } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
      readonly isGenuine: IsGenuine;
    };
    const body = '[{"event":"token.mint"}]';
    const header = signBody(body, secrets);
    for (const secret of secrets) expect(isGenuine(body, header, secret)).toBe(true);
    expect(isGenuine(body, header, 'c'.repeat(32))).toBe(false);
    expect(isGenuine(`${body} `, header, secrets[0] ?? '')).toBe(false);
    expect(isGenuine(body, 'sha256=00', secrets[0] ?? '')).toBe(false);
  });
});

test('docs/simulator.md: people push and open a pull request, and the App is told', async () => {
  const page = 'docs/simulator.md';
  const given = parse(blockWith(page, 'a-secret-of-the-test', 'yaml')) as WorldSeed;
  const sent: string[] = [];
  await using simulator = await startSimulator({
    seed: { accounts: [{ login: 'acme', id: 71 }], ...given },
    async send({ headers }) {
      sent.push(new Headers(headers).get('x-github-event') ?? '');
      return { status: 'answered', code: 202, headers: {}, body: '' };
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'commands-'));
  const { run } = openShell(folder);
  const environment = { GITHUB_SIMULATOR_URL: simulator.origin };
  const { code } = await run(blockWith(page, '"do": "open"'), { environment });
  await simulator.world.courier?.settled();
  expect(code).toBe(0);
  expect(sent).toContain('pull_request');
});

test('docs/trust-policies.md: the converted policy is what the linter takes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'commands-'));
  const { run } = openShell(folder);
  mkdirSync(join(folder, '.github/chainguard'), { recursive: true });
  mkdirSync(join(folder, '.atmos/pro/sts'), { recursive: true });
  writeFileSync(
    join(folder, '.github/chainguard/release.sts.yaml'),
    'issuer: https://token.actions.githubusercontent.com\nsubject: repo:acme/infra:ref:refs/heads/main\npermissions:\n  contents: read\n',
  );
  expect((await run(blockWith('docs/trust-policies.md', 'policy convert'))).code).toBe(0);
  expect((await run('atmos-pro policy lint')).code).toBe(0);
});

test('docs/migrate/octo-sts.md: the policy before becomes the policy after, as the page has it', async () => {
  const page = 'docs/migrate/octo-sts.md';
  const folder = mkdtempSync(join(tmpdir(), 'commands-'));
  const { run } = openShell(folder);
  mkdirSync(join(folder, '.github/chainguard'), { recursive: true });
  mkdirSync(join(folder, '.atmos/pro/sts'), { recursive: true });
  const [before] = foreignExamples().filter(
    ({ at, text }) => at.startsWith(page) && text.includes('issuer:'),
  );
  writeFileSync(join(folder, '.github/chainguard/infra.sts.yaml'), before?.text ?? '');
  expect(await run(blockWith(page, 'policy convert'))).toMatchObject({ code: 0 });
  const converted: unknown = parse(readFileSync(join(folder, '.atmos/pro/sts/infra.yaml'), 'utf8'));
  expect(converted).toEqual(parse(blockWith(page, 'kind: TrustPolicy', 'yaml')));
});
