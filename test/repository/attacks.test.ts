/** Every attack class that docs/security.md lists has the tests that it names. */
import { expect, test } from '@jest/globals';
import { projectFiles, readProjectFile } from '../support/source-files.ts';

const heading = '## Attacks and their tests';
const section = readProjectFile('docs/security.md').split(heading)[1]?.split('\n## ')[0] ?? '';
/** `[file](../path) `name`` in the last cell of a row. */
const references = [
  ...section.replaceAll('&#124;', '|').matchAll(/\]\(\.\.\/(test\/[^)]+)\) `([^`]+)`/g),
].map(([, file = '', name = '']) => ({
  file,
  name,
}));

/** The classes that were known when the broker was made; others may join. */
const classes = [
  'Name recycling',
  'Id-format collision',
  'Half-anchored alternation',
  'Wildcard before the slash',
  'Reusable workflow only',
  'Audience reuse',
  'Replay',
  'Pwn request',
  'Policy self-edit',
  'Policy squatting',
  'Empty scope',
  'YAML bomb, ReDoS',
  'Workflow-command injection',
  'Redirect',
  'Environment-driven exfiltration',
  'Secrets in logs',
  'Case variants',
  'Token shadowing',
];

test.each(classes)('%s is in the table, with a test', (name) => {
  const row = section.split('\n').find((line) => line.startsWith(`| ${name}`));
  expect(row).toMatch(/\]\(\.\.\/test\/[^)]+\) `[^`]+`/);
});

test.each(references)('$file has the test "$name"', ({ file, name }) => {
  expect(projectFiles()).toContain(file);
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // The title of `test(…)`, or of the second call of `test.each(…)(…)`.
  expect(readProjectFile(file)).toMatch(new RegExp(`[t)]\\(\\s*(['"\`])${escaped}\\1`));
});
