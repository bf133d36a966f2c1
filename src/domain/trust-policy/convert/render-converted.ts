/** A converted policy as YAML, with its remarks as comments. */

import { escapeUnprintable } from '../../../base/text.ts';
import { apiVersionOf, schemaAddressOf } from '../policy-version.ts';
import type { ConvertedPolicy } from './converted-policy.ts';

/** A JSON string is a valid double-quoted YAML string. */
const quote = (text: string): string => JSON.stringify(text);

function renderRule({ match, permissions }: ConvertedPolicy): string[] {
  const claims = match.map(([claim, pattern]) => {
    const value = 'glob' in pattern ? quote(pattern.glob) : `{ regex: ${quote(pattern.regex)} }`;
    return `        ${claim}: ${value}`;
  });
  const grants = permissions.map(([name, level]) => `        ${name}: ${level}`);
  return ['    - match:', ...claims, ...(grants.length > 0 ? ['      permissions:', ...grants] : [])];
}

/** A rule with obstacles becomes a comment: without the missing conditions it would allow jobs that the original denies. */
export function renderConverted(policy: ConvertedPolicy, name: string): string {
  const comment = (text: string) => `# ${escapeUnprintable(text)}`;
  const blocked = policy.obstacles.length > 0;
  const rule = renderRule(policy);
  const body = blocked
    ? [
        '  # The rule is a comment, and the file allows no job, until this is solved:',
        ...policy.obstacles.map((text) => `  ${comment(`- ${text}`)}`),
        '  rules:',
        ...rule.map((line) => `#${line.slice(1)}`),
      ]
    : ['  rules:', ...rule];
  return [
    `# yaml-language-server: $schema=${schemaAddressOf(policy.version)}`,
    comment('Converted from an octo-sts policy.'),
    ...policy.notes.map(comment),
    `apiVersion: ${apiVersionOf(policy.version)}`,
    'kind: TrustPolicy',
    'metadata:',
    `  name: ${quote(name)}`,
    'spec:',
    ...body,
    '',
  ].join('\n');
}
