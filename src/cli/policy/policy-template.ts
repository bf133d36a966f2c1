/** The text of a policy with one rule. */
import { ActionError } from '../../base/errors.ts';
import type { PolicyWish } from './ask.ts';

/** A double-quoted text of JSON is one of YAML. */
const quote = (text: string): string => JSON.stringify(text);

function readPermission(text: string): [string, string] {
  const [name, level, ...more] = text.split('=');
  if (name && level && more.length === 0) return [name, level];
  throw new ActionError(
    'INPUT_INVALID',
    `The permission ${JSON.stringify(text)} is not right: it is name=level.`,
  );
}

export function renderPolicy(name: string, wish: PolicyWish): string {
  const { repository, branch, environment, permission = [] } = wish;
  const claims = {
    repository,
    ...(branch === undefined ? {} : { ref: `refs/heads/${branch}` }),
    ...(environment === undefined ? {} : { environment }),
  };
  const permissions = permission.map(readPermission);
  const entries = (rows: readonly (readonly [string, string])[]) =>
    rows.map(([key, value]) => `        ${key}: ${quote(value)}`);
  return `${[
    '# yaml-language-server: $schema=https://atmos-pro.com/schemas/v1alpha1/trust-policy.json',
    'apiVersion: atmos-pro.com/v1alpha1',
    'kind: TrustPolicy',
    'metadata:',
    `  name: ${quote(name)}`,
    'spec:',
    '  rules:',
    '    # A job is let in when all of these match. Without permissions it may read contents.',
    '    - match:',
    ...entries(Object.entries(claims)),
    ...(permissions.length === 0 ? [] : ['      permissions:', ...entries(permissions)]),
  ].join('\n')}\n`;
}
