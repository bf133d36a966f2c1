/** An audit entry as text: caller, decision, and for a mint each source and each token, by its hash. */
import { styleText } from 'node:util';
import { isRecord } from '../../base/text.ts';
import type { StoredAuditEntry } from '../../domain/audit/entry.ts';
import { toPrintable } from '../admin/printable.ts';
import { describeVictim } from './summarize-details.ts';

const outcomeColors = { allowed: 'green', denied: 'red', failed: 'yellow' } as const;
/** Characters shown of the SHA-256 of a token; `--format json` has all. */
const shownHashLength = 16;

type Details = Readonly<Record<string, unknown>>;

function listOf(value: unknown): readonly Details[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function renderGrantedPermissions(value: unknown): string {
  const entries = Object.entries(isRecord(value) ? value : {});
  return entries.map(([name, level]) => `${name}: ${level}`).join(', ');
}

/** The rules that matched, counted from one, and the blob of the policy at that time, for `git show`. */
function renderRules({ matchedRules, policyBlob }: Details): string {
  if (!Array.isArray(matchedRules) || matchedRules.length === 0) return '';
  const numbers = matchedRules.map((index) => Number(index) + 1).join(', ');
  const blob = toPrintable(policyBlob).slice(0, shownHashLength);
  return ` by rule ${numbers}${blob === '' ? '' : ` of policy blob ${blob}`}`;
}

function renderSource(source: Details): string[] {
  const head =
    `${source['source']}: ${source['outcome']} ${renderGrantedPermissions(source['permissions'])}`.trimEnd() +
    renderRules(source);
  const explanation = typeof source['explanation'] === 'string' ? source['explanation'].split('\n') : [];
  return [head, ...explanation.map((line) => `  ${line}`)];
}

/** The names of a token's repositories, else their IDs. An entry of an older server may have neither. */
function renderScope({ repositories, repositoryIds }: Details): string {
  if (Array.isArray(repositories)) return repositories.map(toPrintable).join(', ');
  if (repositoryIds === 'all') return 'all repositories';
  if (Array.isArray(repositoryIds)) return `repository ID ${repositoryIds.map(toPrintable).join(', ')}`;
  return 'repositories that were not recorded';
}

function renderToken(token: Details): string {
  const hash = toPrintable(token['sha256']).slice(0, shownHashLength);
  return `token sha256 ${hash}… for ${renderScope(token)}, until ${toPrintable(token['expiresAt'])}`;
}

function renderIntended({ intended, until }: Details): string[] {
  const end = typeof until === 'string' ? `, until ${toPrintable(until)}` : '';
  return listOf(intended).map((token) => {
    const permissions = renderGrantedPermissions(token['permissions']);
    return `installation ${toPrintable(token['installationId'])}: ${renderScope(token)} ${permissions}${end}`;
  });
}

/** The most important details, a line each; `--format json` has all. */
function renderDetails(details: Details): string[] {
  const lock = isRecord(details['lock']) ? toPrintable(details['lock']['path']) : '';
  const plain = ['subject', 'reason'].map((name) => [name, toPrintable(details[name])] as const);
  const lines = plain.filter(([, text]) => text !== '').map(([name, text]) => `${name} ${text}`);
  if (lock !== '') lines.unshift(`lock ${lock} ${describeVictim(details)}`.trimEnd());
  if (details['refusal'] !== undefined) lines.push(toPrintable(details['message']));
  return [
    ...lines,
    ...listOf(details['sources']).flatMap(renderSource),
    ...listOf(details['tokens']).map(renderToken),
    ...renderIntended(details),
  ];
}

/** Several lines, without a line end after the last. */
export function renderAuditEntry(entry: StoredAuditEntry): string {
  const who = [entry.repository, entry.actor && `by ${entry.actor}`, entry.runId && `run ${entry.runId}`];
  const outcome = styleText(outcomeColors[entry.outcome], entry.outcome.padEnd(7));
  const head = [new Date(entry.at).toISOString(), outcome, entry.event, ...who.filter(Boolean)].join(' ');
  return [head, ...renderDetails(entry.details).map((line) => styleText('dim', `    ${line}`))].join('\n');
}
