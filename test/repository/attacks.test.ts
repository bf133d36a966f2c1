/** Every attack class of docs/security.md and every threat of SECURITY.md has the tests that it names. */
import { expect, test } from '@jest/globals';
import { projectFiles, readProjectFile } from '../support/source-files.ts';

const heading = '## Attacks and their tests';
const section = readProjectFile('docs/security.md').split(heading)[1]?.split('\n## ')[0] ?? '';
const threats = readProjectFile('.github/SECURITY.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (?:threat|---) /.test(line));

/** `[file](../path) `name`` in the last cell of a row. */
function findReferences(rows: string) {
  const found = rows.replaceAll('&#124;', '|').matchAll(/\]\(\.\.\/(test\/[^)]+)\) `([^`]+)`/g);
  return [...found].map(([, file = '', name = '']) => ({ file, name }));
}

const references = findReferences([section, ...threats].join('\n'));

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

test.each(threats)('the threat has a test: %s', (row) => {
  expect(findReferences(row)).not.toEqual([]);
});

test.each(references)('$file has the test "$name"', ({ file, name }) => {
  expect(projectFiles()).toContain(file);
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // The title of `test(…)`, or of the second call of `test.each(…)(…)`.
  expect(readProjectFile(file)).toMatch(new RegExp(`[t)]\\(\\s*(['"\`])${escaped}\\1`));
});
