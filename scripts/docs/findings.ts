/** The findings of the policy linter: a table that links to a section for each, with both of its examples. */
import { parseDocument } from 'yaml';
import { type ShownExample, showExample } from '../../src/domain/trust-policy/finding-example.ts';
import type { FindingRule } from '../../src/domain/trust-policy/finding-rule.ts';
import { findingRules } from '../../src/domain/trust-policy/findings.ts';
import { table } from './regions.ts';

/** Failing examples are wrong on purpose, so they are not fenced as YAML: the syntax and schema checks of examples would reject them. */
function fence(example: ShownExample, valid: boolean): string {
  const isYaml = parseDocument(example.text).errors.length === 0;
  const language = valid || (isYaml && !example.whole) ? example.language : 'text';
  return `\`\`\`${language}\n${example.text}\`\`\``;
}

function exampleSection(word: string, example: ShownExample, valid: boolean): string {
  const title = example.title === undefined ? '' : ` (${example.title})`;
  return `${word}${title}:\n\n${fence(example, valid)}`;
}

function section([id, rule]: readonly [string, FindingRule]): string {
  return [
    `### \`${id}\``,
    `${rule.severity[0]?.toUpperCase()}${rule.severity.slice(1)}. ${rule.summary} ${rule.description}`,
    exampleSection('Found', showExample(rule.failing), rule.severity !== 'error'),
    exampleSection('Not found', showExample(rule.passing), true),
  ].join('\n\n');
}

export function findingsReference(): string {
  const rules: [string, FindingRule][] = Object.entries(findingRules);
  const rows = rules.map(([id, rule]) => [`[\`${id}\`](#${id})`, rule.severity, rule.summary]);
  return [table(['finding', 'severity', 'what it is'], rows), ...rules.map(section)].join('\n\n');
}
