/** Findings as SARIF 2.1.0, for code scanning. */

import { createHash } from 'node:crypto';
import { version } from '../../../base/version.ts';
import type { Range } from '../findings.ts';
import type { FileReport, ReportFinding } from './report.ts';
import { informationUri, listSarifRules, sarifLevels } from './sarif-rules.ts';

/** What code scanning takes of one run; more is dropped there without a word. */
export const maxSarifResults = 5_000;

/** A path as a relative URI reference. */
function uriOf(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function regionOf({ start, end }: Range) {
  return {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}

/**
 * Stays the same when lines are added above: rule, path, and the text of the line without its blanks. `occurrence` tells
 * apart findings of one rule on equal lines.
 */
function fingerprint(file: FileReport, finding: ReportFinding, seen: Map<string, number>): string {
  const line = file.text?.split(/\r\n?|\n/)[finding.range.start.line - 1] ?? '';
  const key = JSON.stringify([finding.id, file.path, line.replace(/\s+/g, '')]);
  const occurrence = (seen.get(key) ?? 0) + 1;
  seen.set(key, occurrence);
  return `${createHash('sha256').update(key).digest('hex').slice(0, 32)}:${occurrence}`;
}

function fixesOf({ path }: FileReport, { fix }: ReportFinding) {
  if (fix === undefined) return {};
  const replacement = { deletedRegion: regionOf(fix.range), insertedContent: { text: fix.text } };
  return {
    fixes: [
      {
        description: { text: fix.text.trim() === '' ? 'Remove it.' : `Write ${fix.text.trim()}` },
        artifactChanges: [{ artifactLocation: locate(path), replacements: [replacement] }],
      },
    ],
  };
}

function locate(path: string) {
  return { uri: uriOf(path), uriBaseId: '%SRCROOT%' };
}

/**
 * One run with all rules, also those that found nothing, so that code scanning closes fixed alerts. Paths are relative to
 * the checkout; columns are in UTF-16 code units, as `columnKind` says. Plain data for `JSON.stringify`.
 */
export function toSarif(files: readonly FileReport[]) {
  const rules = listSarifRules();
  const seen = new Map<string, number>();
  const results = files.flatMap((file) =>
    file.findings.map((finding) => ({
      ruleId: finding.id,
      ruleIndex: rules.findIndex(({ id }) => id === finding.id),
      level: sarifLevels[finding.severity],
      message: { text: finding.message },
      locations: [
        { physicalLocation: { artifactLocation: locate(file.path), region: regionOf(finding.range) } },
      ],
      partialFingerprints: { 'atmosProFinding/v1': fingerprint(file, finding, seen) },
      ...fixesOf(file, finding),
    })),
  );
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'atmos-pro policy lint', semanticVersion: version, informationUri, rules },
        },
        automationDetails: { id: 'atmos-pro/trust-policies/' },
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the checkout.' } } },
        columnKind: 'utf16CodeUnits',
        results: results.slice(0, maxSarifResults),
      },
    ],
  };
}

/** The SARIF file's text. */
export function renderSarif(files: readonly FileReport[]): string {
  return `${JSON.stringify(toSarif(files), undefined, 2)}\n`;
}
