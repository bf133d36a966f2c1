/** The job summary of a mint: what was granted, what was excluded and what to do about it. Markdown; no secret is in it. */
import type { ExcludedSource } from './answer.ts';
import { adviseOnExclusion } from './exclusion-advice.ts';
import type { Grant, Outcome } from './outcome.ts';

/** Most rows of one table; GitHub takes 1 MiB per step. */
const maxRows = 100;

/** Names and words come from a server: nothing in them is markup. */
function escapeMarkup(text: string): string {
  return text.replace(/[^\p{L}\p{N} \n.,:;/()'"=-]/gu, (character) => `&#${character.codePointAt(0)};`);
}

function code(text: string): string {
  return `<code>${escapeMarkup(text)}</code>`;
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, headings.map(() => '---'), ...rows.slice(0, maxRows)];
  const more = rows.length > maxRows ? `\n\n… and ${rows.length - maxRows} more.` : '';
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n') + more;
}

function renderPermissions({ permissions }: Grant): string {
  if (permissions === undefined) return 'not stated';
  return Object.entries(permissions)
    .map(([name, level]) => code(`${name}: ${level}`))
    .join('<br>');
}

function renderGrants(grants: readonly Grant[]): string {
  const rows = grants.flatMap((grant) => {
    const names = grant.repositories.length > 0 ? grant.repositories : [`${grant.owner}/? (not stated)`];
    return names.map((name) => [
      code(name),
      renderPermissions(grant),
      escapeMarkup(grant.expiresAt ?? 'not stated'),
    ]);
  });
  return table(['Repository', 'Permissions', 'Expires'], rows);
}

function renderExclusions(exclusions: readonly ExcludedSource[], policyName: string): string {
  const rows = exclusions.map((exclusion) => [
    code(exclusion.repo),
    code(exclusion.reason),
    escapeMarkup(adviseOnExclusion(exclusion, policyName)),
  ]);
  const details = exclusions
    .slice(0, maxRows)
    .filter(({ message }) => message !== undefined)
    .map(
      ({ repo, message = '' }) =>
        `<details><summary>Why ${code(repo)} was excluded</summary>\n\n<pre>${escapeMarkup(message)}</pre>\n\n</details>`,
    );
  return [table(['Repository', 'Reason', 'What to do'], rows), ...details].join('\n\n');
}

/** Sections without rows are left out. Ends without a newline. */
export function renderSummary(outcome: Outcome, policyName: string): string {
  const { grants, refused, others } = outcome;
  const sections = ['## GitHub tokens for other repositories'];
  sections.push(grants.length > 0 ? renderGrants(grants) : 'No token was granted.');
  if (refused.length > 0) {
    sections.push('### Named by the workflow, not granted', renderExclusions(refused, policyName));
  }
  if (others.length > 0) sections.push('### Also excluded', renderExclusions(others, policyName));
  return sections.join('\n\n');
}
