/** An audit entry for people: who, what was decided, and for a mint each source and each token by its hash. */

import { styleText } from 'node:util';
import { isRecord } from '../../base/text.ts';
import type { StoredAuditEntry } from '../../domain/audit/entry.ts';
import { readText } from '../admin/printable.ts';

const colours = { allowed: 'green', denied: 'red', failed: 'yellow' } as const;
/** Characters of a token's SHA-256 that are shown; `--format json` has all. */
const shownHashLength = 16;

type Details = Readonly<Record<string, unknown>>;

function listOf(value: unknown): readonly Details[] {
  return Array.isArray(value) ? (value as readonly Details[]) : [];
}

function renderPermissions(value: unknown): string {
  const entries = Object.entries((value ?? {}) as Details);
  return entries.map(([name, level]) => `${name}: ${level}`).join(', ');
}

/** Which rules let the caller in, counted from one, and the policy as it was then: `git show` prints that blob. */
function renderRules({ matchedRules, policyBlob }: Details): string {
  if (!Array.isArray(matchedRules) || matchedRules.length === 0) return '';
  const numbers = matchedRules.map((index) => Number(index) + 1).join(', ');
  const blob = readText(policyBlob).slice(0, shownHashLength);
  return ` by rule ${numbers}${blob === '' ? '' : ` of the policy with the blob ${blob}`}`;
}

function renderSource(source: Details): string[] {
  const head =
    `${source['source']}: ${source['outcome']} ${renderPermissions(source['permissions'])}`.trimEnd() +
    renderRules(source);
  const explanation = typeof source['explanation'] === 'string' ? source['explanation'].split('\n') : [];
  return [head, ...explanation.map((line) => `  ${line}`)];
}

function renderToken(token: Details): string {
  const repositories = Array.isArray(token['repositories']) ? token['repositories'].join(', ') : '';
  return `token sha256 ${String(token['sha256']).slice(0, shownHashLength)}… for ${repositories}, until ${token['expiresAt']}`;
}

/** What is worth a line of its own; everything else is left to `--format json`. */
function renderDetails(details: Details): string[] {
  const lines = [
    ...listOf(details['sources']).flatMap(renderSource),
    ...listOf(details['tokens']).map(renderToken),
  ];
  const lock = isRecord(details['lock']) ? readText(details['lock']['path']) : '';
  const plain = ['subject', 'reason'].map((name) => [name, readText(details[name])] as const);
  return [
    ...(lock === '' ? [] : [`lock ${lock}`]),
    ...plain.filter(([, text]) => text !== '').map(([name, text]) => `${name} ${text}`),
    ...(details['refusal'] === undefined ? [] : [readText(details['message'])]),
    ...lines,
  ];
}

/** Several lines without a line end. */
export function renderAuditEntry(entry: StoredAuditEntry): string {
  const who = [entry.repository, entry.actor && `by ${entry.actor}`, entry.runId && `run ${entry.runId}`];
  const outcome = styleText(colours[entry.outcome], entry.outcome.padEnd(7));
  const head = [new Date(entry.at).toISOString(), outcome, entry.event, ...who.filter(Boolean)].join(' ');
  return [head, ...renderDetails(entry.details).map((line) => styleText('dim', `    ${line}`))].join('\n');
}
