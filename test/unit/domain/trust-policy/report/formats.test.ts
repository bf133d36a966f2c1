/** Text, JSON, annotations and the summary of a report. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import {
  maxAnnotationsPerLevel,
  planAnnotations,
} from '../../../../../src/domain/trust-policy/report/annotations.ts';
import { renderFrame } from '../../../../../src/domain/trust-policy/report/code-frame.ts';
import { renderPolicySummary } from '../../../../../src/domain/trust-policy/report/render-summary.ts';
import { renderText } from '../../../../../src/domain/trust-policy/report/render-text.ts';
import type { FileReport } from '../../../../../src/domain/trust-policy/report/report.ts';
import {
  renderBoundedReport,
  toReportDocument,
} from '../../../../../src/domain/trust-policy/report/report-document.ts';
import { reportPolicy } from '../../../../../src/domain/trust-policy/report/report-policy.ts';
import { renderAnnotation } from '../../../../../src/runner/workflow-command.ts';
import { broken, finding, loose, sound } from './samples.ts';

const at = (line: number, from: number, to: number, endLine = line) => ({
  start: { line, column: from },
  end: { line: endLine, column: to },
});

describe('text', () => {
  test('shows place, severity, id, message and the line with a mark', () => {
    expect(renderText([broken])).toContain(
      [
        '.atmos/pro/sts/default.yaml:10:9 error unknown-claim',
        '  Unknown claim "branch". Did you mean "ref"?',
        '   9 |         repository: "acme/infra"',
        '  10 |         branch: "main"',
        '     |         ^^^^^^',
      ].join('\n'),
    );
    expect(renderText([sound])).toMatch(/\.yaml: ok\n(?:no findings) in 1 file\n$/);
  });

  test('is the same text without its colors', () => {
    const colored = renderText([broken, loose, sound], { color: true });
    expect(colored).toContain('\u001b[31m');
    expect(stripVTControlCharacters(colored)).toBe(renderText([broken, loose, sound]));
  });

  test.each<[string, string, ReturnType<typeof at>, string[]]>([
    ['an empty range still has a mark', 'a: b', at(1, 4, 4), ['1 | a: b', '  |    ^']],
    ['a range over lines is marked to the end of the first', 'ab\ncd', at(1, 2, 2, 2), ['1 | ab', '  |  ^']],
    ['a tab is one column', '\tx: y', at(1, 2, 3), ['1 |  x: y', '  |  ^']],
    ['line ends of every kind', 'a\r\nb\rc', at(3, 1, 2), ['2 | b', '3 | c', '  | ^']],
    ['a line that does not exist', 'a', at(9, 1, 2), []],
    [
      'a long line is cut around the mark',
      `${'x'.repeat(200)}HERE${'y'.repeat(200)}`,
      at(1, 201, 205),
      [`1 | ${'x'.repeat(40)}HERE${'y'.repeat(76)}`, `  | ${' '.repeat(40)}^^^^`],
    ],
    [
      'characters that hide or reverse text are spelled out',
      'a\u202eb\u001b[2J',
      at(1, 3, 4),
      ['1 | a\\u{202e}b\\u{1b}[2J', '  |          ^'],
    ],
  ])('frame: %s', (_name, text, range, lines) => {
    expect(renderFrame(text, range)).toEqual(lines);
  });
});

describe('JSON', () => {
  test('has counts, findings with ranges, and rules in words where the policy is valid', () => {
    const document = toReportDocument([sound, broken]);
    expect(document).toMatchObject({ valid: false, errors: 2, warnings: 0 });
    expect(document.files[0]).toMatchObject({
      valid: true,
      rules: [{ rule: 1, who: 'jobs of acme/infra, on branch main', what: 'read contents, metadata' }],
    });
    expect(document.files[1]).toMatchObject({ valid: false, findings: [{ id: 'unknown-claim' }, {}] });
    expect(document.files[1]?.rules).toBeUndefined();
  });

  test('says less until it fits, and says so; errors stay longest', () => {
    const many: FileReport = {
      path: 'a',
      findings: [
        ...Array.from({ length: 2_000 }, () => finding({ severity: 'note', id: 'schema-comment' })),
        finding(),
      ],
    };
    const shorter = renderBoundedReport([many, sound], 100_000);
    expect(shorter.length).toBeLessThanOrEqual(100_000);
    const document = JSON.parse(shorter);
    expect(document).toMatchObject({ truncated: true, errors: 1, notes: 2_000 });
    expect(document.files[0].findings.at(-1)).toMatchObject({ severity: 'error' });
    expect(JSON.parse(renderBoundedReport([many], 200))).toEqual({
      ...{ valid: false, errors: 1, mistakes: 0, warnings: 0, notes: 2_000, truncated: true, files: [] },
    });
    expect(JSON.parse(renderBoundedReport([sound], 10_000))).toEqual(
      JSON.parse(JSON.stringify(toReportDocument([sound]))),
    );
  });
});

describe('annotations', () => {
  test('are worst first, at most ten of each level, and the rest is counted', () => {
    const count = { note: 12, warning: 3, error: 11 } as const;
    const findings = Object.entries(count).flatMap(([severity, length]) =>
      Array.from({ length }, () => finding({ severity: severity as keyof typeof count })),
    );
    const { shown, hidden } = planAnnotations([{ path: 'a', findings }]);
    expect(shown.map(({ level }) => level)).toEqual([
      ...Array<string>(maxAnnotationsPerLevel).fill('error'),
      ...Array<string>(3).fill('warning'),
      ...Array<string>(maxAnnotationsPerLevel).fill('notice'),
    ]);
    expect(hidden).toBe(3);
  });

  test('have columns only within one line', () => {
    const findings = [finding({ range: at(3, 5, 9) }), finding({ range: at(3, 5, 9, 4) })];
    const [within, over] = planAnnotations([{ path: 'a', findings }]).shown;
    expect(within).toMatchObject({ line: 3, endLine: 3, column: 5, endColumn: 9 });
    expect(over).toMatchObject({ line: 3, endLine: 4 });
    expect(over).not.toHaveProperty('column');
  });

  test('cannot end early or begin another command', () => {
    const line = renderAnnotation({
      ...{ level: 'error', line: 1, endLine: 1, title: 'a,b::c' },
      file: 'x,line=9::.yaml\n::add-mask::y',
      message: 'first\r\n::set-output name=a::b 100%',
    });
    expect(line).toBe(
      '::error file=x%2Cline=9%3A%3A.yaml%0A%3A%3Aadd-mask%3A%3Ay,line=1,endLine=1,title=a%2Cb%3A%3Ac::first%0D%0A::set-output name=a::b 100%25\n',
    );
  });
});

describe('summary', () => {
  test('has a table of who may mint what for each valid policy, and one of findings', () => {
    const text = renderPolicySummary([sound, broken]);
    expect(text).toContain('| 1 (line 8) | jobs of acme/infra, on branch main | read contents, metadata |');
    expect(text).toContain('This policy is invalid, so it denies every job.');
    expect(text).toContain('| 10:9 | ❌ error | <code>unknown-claim</code> |');
    // What needs a look comes first.
    expect(text.indexOf('not valid')).toBeLessThan(text.indexOf('is valid.'));
  });

  test('takes nothing of a policy for markup', () => {
    const evil = '<img src=x>|`a`](http://x)\n# b';
    const file = { path: `a|${evil}`, findings: [finding({ message: evil })] };
    const text = renderPolicySummary([file]);
    expect(text).not.toMatch(/<img|`|\]\(|\n# b/);
  });

  test('stays within what GitHub takes, and counts what it left out', () => {
    const findings = Array.from({ length: 100 }, () => finding({ message: 'x'.repeat(1_000) }));
    const files = Array.from({ length: 20 }, (_, index) => ({ path: `p${index}`, findings }));
    const text = renderPolicySummary(files);
    expect(Buffer.byteLength(text)).toBeLessThan(1_048_576);
    expect(text).toMatch(/\d+ more files do not fit here/);
  });
});

test('a file that is not a regular one is an error without a policy', () => {
  const report = reportPolicy('a.yaml', { kind: 'unusable', problem: 'is a symbolic link' });
  expect(report).toMatchObject({
    findings: [{ id: 'file-unusable', message: 'The file is a symbolic link.' }],
  });
  expect(report.policy).toBeUndefined();
});
