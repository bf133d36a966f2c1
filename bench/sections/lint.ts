/** Time to lint one large policy, warm, and a thousand policies in one process; the YAML library alone beside it. */
import { LineCounter, parseAllDocuments } from 'yaml';
import { lintTrustPolicy } from '../../src/domain/trust-policy/lint-policy.ts';
import type { Section } from '../section.ts';
import { summarize } from '../statistics.ts';

const runs = 300;
const files = 1_000;

/** Rules of five kinds, as they are written: subjects, repositories, expressions, environments, workflows. */
function rule(n: number): string {
  const kinds = [
    `subject: "repo:acme/app-${n}:ref:refs/heads/*"\n      permissions:\n        pull_requests: write`,
    `repository: "acme/app-${n}"\n        ref: {regex: "refs/heads/(main|release/.+)"}`,
    `repository: "acme/app-${n}-*"\n        environment: production`,
    `repository_owner: "acme-${n}"\n        ref: "refs/heads/main"\n        ref_type: branch`,
    `repository: "acme/app-${n}"\n        workflow_ref: "acme/app-${n}/.github/workflows/deploy.yml@refs/heads/main"`,
  ];
  return `    - match:\n        ${kinds[n % kinds.length]}\n`;
}

function policy(rules: number, first = 0): string {
  return `# yaml-language-server: $schema=https://atmos-pro.com/schemas/v1alpha1/trust-policy.json
apiVersion: atmos-pro.com/v1alpha1
kind: TrustPolicy
metadata:
  name: default
spec:
  rules:
${Array.from({ length: rules }, (_, n) => rule(first + n)).join('')}`;
}

function lint(text: string): number {
  return lintTrustPolicy({ content: Buffer.from(text), file: '.atmos/pro/sts/default.yaml' }).length;
}

function time(run: () => unknown): { medianMs: number; p99Ms: number } {
  for (let index = 0; index < runs / 3; index += 1) run();
  const sample = Array.from({ length: runs }, () => {
    const before = performance.now();
    run();
    return performance.now() - before;
  });
  const { median, p99 } = summarize(sample);
  return { medianMs: median, p99Ms: p99 };
}

function timeMany(rules: number): number {
  const texts = Array.from({ length: files }, (_, n) => policy(rules, n));
  const before = performance.now();
  for (const text of texts) lint(text);
  return (performance.now() - before) / 1_000;
}

export const lintPolicies: Section = {
  name: 'lint',
  async measure() {
    const large = policy(50);
    if (lint(large) > 0) throw new Error('the measured policy has findings');
    const library = time(() =>
      parseAllDocuments(large, { lineCounter: new LineCounter(), uniqueKeys: false }),
    );
    const whole = time(() => lint(large));
    const [ten, fifty] = [timeMany(10), timeMany(50)];
    return {
      title: 'Linting trust policies',
      method: `${runs} runs after ${runs / 3} to warm up; ${files} different policies in one process, one after another.`,
      rows: [
        { what: '50 rules, YAML library alone', 'median ms': library.medianMs, 'p99 ms': library.p99Ms },
        { what: '50 rules, linted', 'median ms': whole.medianMs, 'p99 ms': whole.p99Ms },
        { what: `${files} policies of 10 rules`, 'total s': ten },
        { what: `${files} policies of 50 rules`, 'total s': fifty },
      ],
      targets: [
        { what: 'one policy of 50 rules, median', limit: 5, measured: whole.medianMs, unit: 'ms' },
        { what: `${files} policies of 10 rules`, limit: 3, measured: ten, unit: 's' },
        { what: `${files} policies of 50 rules`, limit: 3, measured: fifty, unit: 's' },
      ],
    };
  },
};
