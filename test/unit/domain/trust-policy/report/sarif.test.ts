/** SARIF: valid against the published schema, relative addresses, stable fingerprints. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FileReport } from '../../../../../src/domain/trust-policy/report/report.ts';
import { readingRules, reportRules } from '../../../../../src/domain/trust-policy/report/report-rules.ts';
import {
  maxSarifResults,
  renderSarif,
  toSarif,
} from '../../../../../src/domain/trust-policy/report/sarif.ts';
import { findSarifProblems } from '../../../../support/sarif.ts';
import { broken, finding, loose, reportOf, sound } from './samples.ts';

const results = (...files: FileReport[]) => toSarif(files).runs[0]?.results ?? [];
const prints = (...files: FileReport[]) =>
  results(...files).map(({ partialFingerprints }) => partialFingerprints['atmosProFinding/v1']);

describe('SARIF', () => {
  test.each<[string, FileReport[]]>([
    ['nothing', []],
    ['a sound policy', [sound]],
    ['errors, warnings and fixes', [broken, loose]],
    [
      'a finding of every rule',
      [
        {
          path: 'a.yaml',
          text: 'x',
          findings: Object.entries(reportRules).map(([id, { severity }]) =>
            finding({ id: id as keyof typeof reportRules, severity }),
          ),
        },
      ],
    ],
  ])('is valid against the schema: %s', (_name, files) => {
    expect(findSarifProblems(JSON.parse(renderSarif(files)))).toEqual([]);
  });

  test('is valid whatever the paths, words and fixes', () => {
    const position = fc.record({ line: fc.integer({ min: 1 }), column: fc.integer({ min: 1 }) });
    const range = fc.record({ start: position, end: position });
    const file = fc.record({
      path: fc.string({ unit: 'binary', minLength: 1 }),
      text: fc.string(),
      findings: fc.array(
        fc
          .record({
            range,
            message: fc.string({ unit: 'binary' }),
            fix: fc.record({ range, text: fc.string() }),
          })
          .map(finding),
      ),
    });
    fc.assert(
      fc.property(fc.array(file), (files) => {
        expect(findSarifProblems(JSON.parse(renderSarif(files)))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  test('the check of the schema itself notices what is wrong', () => {
    const log = structuredClone(toSarif([broken])) as unknown as { runs: { columnKind: string }[] };
    const [run] = log.runs;
    if (run) run.columnKind = 'bytes';
    expect(findSarifProblems(log)).toHaveLength(1);
  });

  test('locates by a relative, encoded address and a region in UTF-16 code units', () => {
    expect(toSarif([]).runs[0]?.columnKind).toBe('utf16CodeUnits');
    const [first] = results(broken);
    expect(first?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: '.atmos/pro/sts/default.yaml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 10, startColumn: 9, endLine: 10, endColumn: 15 },
    });
    const uri = results(loose)[0]?.locations[0]?.physicalLocation.artifactLocation.uri;
    expect(uri).toBe('.atmos/pro/sts/lo%20ose%25.yaml');
  });

  test('every rule is there with its level and help, whether it found something or not', () => {
    const rules = toSarif([]).runs[0]?.tool.driver.rules ?? [];
    expect(rules.map(({ id }) => id)).toEqual(Object.keys(reportRules));
    for (const { help, fullDescription } of rules) {
      expect(help.text.length).toBeGreaterThan(fullDescription.text.length);
      expect(help.markdown).not.toContain('undefined');
    }
    expect(rules.find(({ id }) => id === 'match-all')).toMatchObject({
      defaultConfiguration: { level: 'warning' },
      help: { markdown: expect.stringContaining('```yaml\n- match:\n    subject: "*"\n```') },
      properties: { 'security-severity': '9.0', tags: ['trust-policy', 'security'] },
    });
    expect(Object.keys(readingRules).every((id) => rules.some((rule) => rule.id === id))).toBe(true);
  });

  test('a result points at its rule', () => {
    const rules = toSarif([]).runs[0]?.tool.driver.rules ?? [];
    for (const { ruleId, ruleIndex } of results(broken, loose)) expect(rules[ruleIndex]?.id).toBe(ruleId);
  });

  test('a fix is a replacement of its region', () => {
    const range = { start: { line: 2, column: 3 }, end: { line: 2, column: 5 } };
    const file = { path: 'a.yaml', text: 'a\nb', findings: [finding({ fix: { range, text: '"on"' } })] };
    expect(results(file)[0]).toMatchObject({
      fixes: [
        {
          artifactChanges: [
            {
              artifactLocation: { uri: 'a.yaml' },
              replacements: [
                {
                  deletedRegion: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 5 },
                  insertedContent: { text: '"on"' },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  test('a fingerprint outlives lines above and indentation, and tells rules, files and repetitions apart', () => {
    const rules = '- match:\n    repository: "acme*"\n';
    const [original] = prints(reportOf(rules));
    expect(original).toMatch(/^[0-9a-f]{32}:1$/);
    expect(prints(reportOf(`# why\n\n${rules}`))).toContain(original);
    expect(prints(reportOf(rules, 'other.yaml'))).not.toContain(original);
    expect(prints(reportOf(rules.replace('acme*', 'acm*')))).not.toContain(original);
    const twice = prints(reportOf(rules + rules));
    expect(new Set(twice).size).toBe(twice.length);
  });

  test('holds no more results than code scanning takes', () => {
    const file = { path: 'a', findings: Array.from({ length: maxSarifResults + 1 }, () => finding()) };
    expect(results(file)).toHaveLength(maxSarifResults);
  });
});
