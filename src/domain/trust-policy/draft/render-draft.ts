/** Renders a policy with one rule. */
import { isLaterClaim } from '../claims.ts';
import { apiVersionOf, schemaAddressOf } from '../policy-version.ts';
import { readPermission } from './permission.ts';
import type { PolicyValues } from './values.ts';

/** A JSON string is a valid double-quoted YAML string. */
const quote = (text: string): string => JSON.stringify(text);

function listClaims(values: PolicyValues): readonly (readonly [claim: string, pattern: string])[] {
  const { repository, branch, environment } = values;
  const claims: readonly (readonly [string, string | undefined])[] = [
    ['repository', repository],
    ['repository_id', values.repositoryId],
    ['repository_owner_id', values.repositoryOwnerId],
    ['event_name', values.event],
    ['ref', branch === undefined ? undefined : `refs/heads/${branch}`],
    ['job_workflow_ref', values.jobWorkflowRef],
    ['environment', environment],
    ['runner_environment', values.runnerEnvironment],
  ];
  return claims.flatMap(([claim, pattern]) => (pattern === undefined ? [] : [[claim, pattern] as const]));
}

/** The rule as an item of a list whose dashes have `indent` columns before them, line by line. */
export function renderRule(values: PolicyValues, indent: number): readonly string[] {
  const { permission = [] } = values;
  const start = ' '.repeat(indent);
  const renderEntry = ([key, value]: readonly [string, string]) => `${start}    ${key}: ${quote(value)}`;
  const granted = permission.map(readPermission).map(renderEntry);
  return [
    `${start}- match:`,
    ...listClaims(values).map(renderEntry),
    ...(granted.length === 0 ? [] : [`${start}  permissions:`, ...granted]),
  ];
}

/** The version is the oldest that has all claims. */
export function renderPolicy(name: string, values: PolicyValues): string {
  const claims = listClaims(values);
  const version = claims.some(([claim]) => isLaterClaim(claim)) ? 'v1alpha2' : 'v1alpha1';
  const lines = [
    `# yaml-language-server: $schema=${schemaAddressOf(version)}`,
    `apiVersion: ${apiVersionOf(version)}`,
    'kind: TrustPolicy',
    'metadata:',
    `  name: ${quote(name)}`,
    'spec:',
    '  rules:',
    '    # Allows a job if all of these match. Without `permissions`, its token can read contents.',
    ...renderRule(values, 4),
  ];
  return `${lines.join('\n')}\n`;
}
