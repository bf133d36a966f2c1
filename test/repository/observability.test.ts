/** The dashboard and the alerts are about metrics that the server has, with labels that they have, in PromQL that reads. */
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { collectMetrics } from '../../src/server/describe.ts';
import { readProjectFile } from '../support/source-files.ts';

interface Expression {
  readonly place: string;
  readonly text: string;
}

const dashboard = JSON.parse(readProjectFile('deploy/grafana/dashboard.json')) as {
  readonly panels: readonly {
    readonly id: number;
    readonly type: string;
    readonly title: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
  }[];
  readonly templating: { readonly list: readonly { readonly name: string }[] };
};
const rules = (
  parse(readProjectFile('deploy/prometheus/alerts.yaml')) as {
    readonly groups: readonly {
      readonly rules: readonly {
        readonly alert: string;
        readonly expr: string;
        readonly for: string;
        readonly labels: { readonly severity: string };
        readonly annotations: {
          readonly summary: string;
          readonly description: string;
          readonly runbook_url: string;
        };
      }[];
    }[];
  }
).groups.flatMap((group) => group.rules);

const expressions: Expression[] = [
  ...dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ place: title, text: expr })),
  ),
  ...rules.map(({ alert, expr }) => ({ place: alert, text: expr })),
];

const words = new Set(
  'sum min max by rate histogram_quantile time and or unless without increase avg count offset absent'.split(
    ' ',
  ),
);
/** Those of the scraper itself. */
const foreignLabels = ['job', 'instance', 'le'];
const token =
  /\s+|"(?:[^"\\]|\\.)*"|\$__rate_interval|\d+(?:\.\d+)?(?:ms|[smhdwy])?|[a-zA-Z_:][\w:]*|=~|!~|!=|==|>=|<=|[-+*/%^<>=(){}[\],]/y;

function tokenize(text: string): readonly string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const found = token.exec(text)?.[0];
    if (found === undefined) throw new Error(`no PromQL at ${JSON.stringify(text.slice(at, at + 20))}`);
    if (found.trim() !== '') tokens.push(found);
  }
  return tokens;
}

function checkBrackets(tokens: readonly string[]): void {
  const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
  const open: string[] = [];
  for (const each of tokens) {
    if (closing[each] !== undefined) open.push(closing[each]);
    else if (Object.values(closing).includes(each) && open.pop() !== each) throw new Error(`stray ${each}`);
  }
  if (open.length > 0) throw new Error(`${open.join('')} is missing`);
}

async function describeMetrics() {
  const names = new Set(['up']);
  const labels = new Set(foreignLabels);
  for (const metric of collectMetrics().getMetricsAsArray()) {
    const {
      name,
      type,
      labelNames = [],
    } = metric as unknown as {
      readonly name: string;
      readonly type: string;
      readonly labelNames?: readonly string[];
    };
    for (const label of labelNames) labels.add(label);
    names.add(name);
    if (type === 'histogram') for (const end of ['_bucket', '_count', '_sum']) names.add(name + end);
  }
  return { names, labels };
}

/** Names that are not a metric, and labels that no metric has. */
async function findUnknown(text: string): Promise<string[]> {
  const { names, labels } = await describeMetrics();
  const tokens = tokenize(text);
  checkBrackets(tokens);
  let isLabel = false;
  return tokens.flatMap((each, index) => {
    if (each === '{' || (each === '(' && ['by', 'without'].includes(tokens[index - 1] ?? ''))) isLabel = true;
    else if (each === '}' || each === ')') isLabel = false;
    if (!/^[a-zA-Z_]/.test(each)) return [];
    return (isLabel ? labels : new Set([...names, ...words])).has(each) ? [] : [each];
  });
}

test.each(expressions)('$place: $text', async ({ text }) => {
  expect(await findUnknown(text)).toEqual([]);
});

test('every metric of the server is on a panel or in an alert, and its description is in the docs', () => {
  const page = readProjectFile('docs/server-reference.md');
  const shown = new Set(
    expressions.flatMap(({ text }) => tokenize(text)).map((each) => each.replace(/_(bucket|count|sum)$/, '')),
  );
  const ours = collectMetrics()
    .getMetricsAsArray()
    .filter(({ name }) => name.startsWith('atmos_pro_'));
  expect(ours.length).toBeGreaterThan(20);
  expect(ours.filter(({ name }) => !shown.has(name)).map(({ name }) => name)).toEqual([]);
  for (const { name } of ours) expect(page).toContain(`| \`${name}\` |`);
});

test.each([
  ['a metric that there is none of', 'rate(atmos_pro_gone_total[5m])', ['atmos_pro_gone_total']],
  ['a label that there is none of', 'sum by (tenant) (up)', ['tenant']],
])('%s is found', async (_name, text, unknown) => {
  expect(await findUnknown(text)).toEqual(unknown);
});

test.each(['sum(up', 'up) + 1', 'rate(up[5m)', 'up ~ 1', 'sum by (job (up)'])(
  '%s is not PromQL',
  async (text) => {
    await expect(findUnknown(text)).rejects.toThrow();
  },
);

describe('every alert', () => {
  test.each(rules)('$alert says what is wrong and what to do', ({ labels, annotations, for: wait }) => {
    expect(['warning', 'critical']).toContain(labels.severity);
    expect(wait).toMatch(/^\d+m$/);
    expect(annotations.summary).toMatch(/\.$/);
    expect(annotations.description).toMatch(/\.$/);
  });
});

/** Selectors of metrics that do not select a job and, on the dashboard, the chosen replicas. */
function findUnselected(text: string, labels: readonly string[]): string[] {
  return [...text.matchAll(/\b(?:up|(?:atmos_pro|nodejs|process)_\w+)\b(\{[^}]*\})?/g)]
    .filter(([, selector = '']) => !labels.every((label) => selector.includes(label)))
    .map(([selector]) => selector);
}

test.each(rules)('$alert ignores other jobs', ({ expr }) => {
  expect(findUnselected(expr, ['job="atmos-pro"'])).toEqual([]);
});

test('every panel follows the chosen job and replicas, and is below a row', () => {
  expect(dashboard.templating.list.map(({ name }) => name)).toEqual(['datasource', 'job', 'instance']);
  const { panels } = dashboard;
  expect(panels[0]?.type).toBe('row');
  expect(panels.filter(({ type }) => type === 'row').length).toBeGreaterThan(5);
  const selectors = ['job=~"$job"', 'instance=~"$instance"'];
  for (const { targets = [] } of panels)
    for (const { expr } of targets) expect(findUnselected(expr, selectors)).toEqual([]);
  expect(findUnselected('rate(atmos_pro_x_total[5m]) + up{job=~"$job"}', selectors)).toHaveLength(2);
});

test('panels do not overlap', () => {
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
});

test('every counter of an alert starts at 0, so that its first increase is seen', async () => {
  const registry = collectMetrics();
  const counters = registry
    .getMetricsAsArray()
    .map(({ name }) => name)
    .filter((name) => name.endsWith('_total') && rules.some(({ expr }) => expr.includes(name)));
  // Its destinations are those of the configuration, and here there are none.
  const perDestination = 'atmos_pro_webhook_tries_total';
  expect(counters).toContain(perDestination);
  for (const name of counters.filter((each) => each !== perDestination)) {
    const text = await registry.getSingleMetricAsString(name);
    expect(text).toMatch(new RegExp(`^${name}(?:\\{.*\\})? 0$`, 'm'));
  }
});

test('panels and alerts have names and ids of their own', () => {
  const ids = dashboard.panels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
});
