/** Reports for the tests of formats: a policy with something of every severity, and one that is sound. */
import type { FileReport, ReportFinding } from '../../../../../src/domain/trust-policy/report/report.ts';
import { reportPolicy } from '../../../../../src/domain/trust-policy/report/report-policy.ts';

const head = `# yaml-language-server: $schema=https://atmos-pro.com/schemas/v1alpha1/trust-policy.json
apiVersion: atmos-pro.com/v1alpha1
kind: TrustPolicy
metadata:
  name: default
spec:
  rules:
`;

/** A policy file of these rules, `- match: …` on lines of their own. */
export function policyText(rules: string): string {
  return head + rules.replace(/^(?=.)/gm, '    ');
}

export function reportOf(rules: string, path = '.atmos/pro/sts/default.yaml'): FileReport {
  return reportPolicy(path, { kind: 'content', content: Buffer.from(policyText(rules)) });
}

export const sound = reportOf('- match:\n    repository: "acme/infra"\n    ref: "refs/heads/main"\n');
/** Two errors. */
export const broken = reportOf(
  '- match:\n    repository: "acme/infra"\n    branch: "main"\n  permissions:\n    pull-requests: "write"\n',
);
/** A warning at least. */
export const loose = reportOf('- match:\n    repository: "acme*"\n', '.atmos/pro/sts/lo ose%.yaml');

export function finding(more: Partial<ReportFinding> = {}): ReportFinding {
  const start = { line: 1, column: 1 };
  return { id: 'alias', severity: 'error', range: { start, end: start }, message: 'No.', ...more };
}
