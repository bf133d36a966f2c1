/** Renders a policy with one rule. */
import type { PolicyValues } from './ask.ts';
import { readPermission } from './permission-option.ts';

/** A JSON string is a valid double-quoted YAML string. */
const quote = (text: string): string => JSON.stringify(text);

export function renderPolicy(name: string, values: PolicyValues): string {
  const { repository, branch, environment, permission = [] } = values;
  const claims: [string, string][] = [['repository', repository]];
  if (branch !== undefined) claims.push(['ref', `refs/heads/${branch}`]);
  if (environment !== undefined) claims.push(['environment', environment]);
  const renderEntry = ([key, value]: readonly [string, string]) => `        ${key}: ${quote(value)}`;
  const lines = [
    '# yaml-language-server: $schema=https://atmos-pro.com/schemas/v1alpha1/trust-policy.json',
    'apiVersion: atmos-pro.com/v1alpha1',
    'kind: TrustPolicy',
    'metadata:',
    `  name: ${quote(name)}`,
    'spec:',
    '  rules:',
    '    # Allows a job if all of these match. Without `permissions`, its token can read contents.',
    '    - match:',
    ...claims.map(renderEntry),
  ];
  if (permission.length > 0)
    lines.push('      permissions:', ...permission.map(readPermission).map(renderEntry));
  return `${lines.join('\n')}\n`;
}
