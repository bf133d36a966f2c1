/** Each alert has a test in which it fires, one in which it is silent, and a section of the runbook. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { anchorsOf } from '../support/markdown.ts';
import { blockWith } from '../support/page-blocks.ts';
import { readProjectFile, root } from '../support/source-files.ts';
import { hasTool } from '../support/tools.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly runbook_url: string };
}

interface AlertTest {
  readonly name: string;
  readonly promql_expr_test: readonly { readonly exp_samples: readonly { readonly labels: string }[] }[];
}

const directory = join(root, 'deploy/prometheus');
const rulesText = readProjectFile('deploy/prometheus/alerts.yaml');
const testsText = readProjectFile('deploy/prometheus/alerts.test.yaml');
const rules = (
  parse(rulesText) as { readonly groups: readonly { readonly rules: readonly Rule[] }[] }
).groups.flatMap((group) => group.rules);
const { tests } = parse(testsText) as { readonly tests: readonly AlertTest[] };
const names = rules.map(({ alert }) => alert);

test('all alerts are read', () => {
  expect(rules.length).toBeGreaterThan(18);
});

describe.each(names)('%s', (alert) => {
  const fired = (each: AlertTest) => each.promql_expr_test.flatMap(({ exp_samples: samples }) => samples);

  test('has a test in which it alone fires, and one in which nothing does', () => {
    const firing = tests.find(({ name }) => name === `${alert} fires`);
    const silent = tests.find(({ name }) => name === `${alert} is silent`);
    expect(firing && fired(firing).map(({ labels }) => labels)).toEqual([
      expect.stringContaining(`alertname="${alert}", alertstate="firing"`),
    ]);
    expect(silent && fired(silent)).toEqual([]);
  });

  test('has a section of the runbook with effect, check and fix', () => {
    const { annotations } = rules.find((rule) => rule.alert === alert) ?? {};
    const page = readProjectFile('docs/alerts.md');
    const [file, anchor] = (annotations?.runbook_url ?? '').split('#');
    expect(file).toBe('docs/alerts.md');
    expect(anchor).toBe(alert.toLowerCase());
    expect(anchorsOf(page)).toContain(anchor);
    const [, section = ''] = new RegExp(`^## ${alert}$(.*?)(?=^## |(?![^]))`, 'ms').exec(page) ?? [];
    for (const part of ['Effect', 'Check', 'Fix']) expect(section).toContain(`- **${part}:** `);
  });
});

test('the runbook has no section of an alert that does not exist', () => {
  const titles = [...readProjectFile('docs/alerts.md').matchAll(/^## (\w+)$/gm)].map(([, title]) => title);
  expect(titles.sort()).toEqual([...names].sort());
});

test('the command of the page makes each path a link to its section, and changes nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'atmos-alerts-'));
  try {
    symlinkSync(join(root, 'deploy'), join(folder, 'deploy'));
    execFileSync('sh', ['-ec', blockWith('docs/alerts.md', 'sed ')], { cwd: folder });
    const base = 'https://github.com/acme/atmos-pro-actions/blob/main/';
    const changed = readFileSync(join(folder, 'alerts.yaml'), 'utf8');
    expect(changed).toBe(rulesText.replaceAll('runbook_url: docs/', `runbook_url: ${base}docs/`));
    expect(changed.split(base)).toHaveLength(rules.length + 1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Output of `promtool test rules` with these rules, and whether it succeeds. */
function runPromtool(changedRules: string): { readonly passed: boolean; readonly output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'atmos-alerts-'));
  try {
    writeFileSync(join(folder, 'alerts.yaml'), changedRules);
    writeFileSync(join(folder, 'alerts.test.yaml'), testsText);
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', 'alerts.test.yaml'], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { passed: status === 0, output: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// promtool is part of Prometheus (the Debian package `prometheus`), and no npm package has it.
const describeWithPromtool = hasTool('promtool') ? describe : describe.skip;

describeWithPromtool('promtool', () => {
  test('accepts the rules', () => {
    const output = execFileSync('promtool', ['check', 'rules', 'alerts.yaml'], {
      cwd: directory,
      encoding: 'utf8',
    });
    expect(output).toContain(`SUCCESS: ${rules.length} rules found`);
  });

  test('passes each test', () => {
    expect(runPromtool(rulesText)).toEqual({ passed: true, output: expect.stringContaining('SUCCESS') });
  });

  test.each([
    // Without the second replacement, an absent job would still be reported.
    [
      'an expression that never holds',
      rulesText.replaceAll('job="atmos-pro"', 'job="gone"').replace('absent(', '0 * ('),
    ],
    ['a rule for every job', rulesText.replaceAll(/job="atmos-pro"(?:, )?/g, '')],
  ])('fails for each alert with %s', (_what, changed) => {
    const { passed, output } = runPromtool(changed);
    expect(passed).toBe(false);
    expect(names.filter((alert) => !output.includes(`alertname="${alert}"`))).toEqual([]);
  });
});
