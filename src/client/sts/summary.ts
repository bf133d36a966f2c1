/** The job summary of a mint: what was granted, what was excluded and what to do about it. Markdown; no secret is in it. */
import { escapeMarkup, markupCode, markupTable } from '../../base/markup.ts';
import type { ExcludedSource } from './answer.ts';
import { adviseOnExclusion } from './exclusion-advice.ts';
import type { Outcome, TokenGrant } from './outcome.ts';
import type { OwnClaims } from './own-claims.ts';

/** Most rows of one table; GitHub takes 1 MiB per step. */
const maxRows = 100;

function renderPermissions({ permissions }: TokenGrant): string {
  if (permissions === undefined) return 'not stated';
  return Object.entries(permissions)
    .map(([name, level]) => markupCode(`${name}: ${level}`))
    .join('<br>');
}

function renderGrants(grants: readonly TokenGrant[]): string {
  const rows = grants.flatMap((grant) => {
    const names = grant.repositories.length > 0 ? grant.repositories : [`${grant.owner}/? (not stated)`];
    return names.map((name) => [
      markupCode(name),
      renderPermissions(grant),
      escapeMarkup(grant.expiresAt ?? 'not stated'),
    ]);
  });
  return markupTable(['Repository', 'Permissions', 'Expires'], rows, { maxRows });
}

function renderExclusions(exclusions: readonly ExcludedSource[], policyName: string): string {
  const rows = exclusions.map((exclusion) => [
    markupCode(exclusion.repo),
    markupCode(exclusion.reason),
    escapeMarkup(adviseOnExclusion(exclusion, policyName)),
  ]);
  const details = exclusions
    .slice(0, maxRows)
    .filter(({ message }) => message !== undefined)
    .map(
      ({ repo, message = '' }) =>
        `<details><summary>Why ${markupCode(repo)} was excluded</summary>\n\n<pre>${message.split('\n').map(escapeMarkup).join('\n')}</pre>\n\n</details>`,
    );
  return [markupTable(['Repository', 'Reason', 'What to do'], rows, { maxRows }), ...details].join('\n\n');
}

/** @param claims those of the job, where a denial is not explained. Sections without rows are left out. Ends without a newline. */
export function renderTokenSummary(outcome: Outcome, policyName: string, claims: OwnClaims = []): string {
  const { grants, refused, others } = outcome;
  const sections = ['## GitHub tokens for other repositories'];
  sections.push(grants.length > 0 ? renderGrants(grants) : 'No token was granted.');
  if (refused.length > 0) {
    sections.push('### Named by the workflow, not granted', renderExclusions(refused, policyName));
  }
  if (others.length > 0) sections.push('### Also excluded', renderExclusions(others, policyName));
  if (claims.length > 0) {
    const rows = claims.map(([claim, value]) => [markupCode(claim), markupCode(value)]);
    sections.push('### Claims of this job', markupTable(['Claim', 'Value'], rows));
  }
  return sections.join('\n\n');
}
