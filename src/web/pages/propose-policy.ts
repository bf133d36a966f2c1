/** Renders the confirmation before the App proposes a policy, and what was proposed. */
import type { ProposedFile } from '../../domain/trust-policy/draft/proposed-file.ts';
import { accessSourcePath, auditPath } from '../addresses.ts';
import { type Href, html, withQuery } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { renderHidden } from '../parts/form.ts';
import { renderOutsideLink } from '../parts/link.ts';
import { renderFindings } from '../parts/policy.ts';
import { renderTime } from '../parts/time.ts';

export interface ProposePolicyPageData {
  readonly repository: string;
  /** Default branch. */
  readonly branch: string;
  readonly file: ProposedFile;
  readonly login: string;
  readonly action: Href;
  readonly back: Href;
}

export function renderProposePolicyPage(data: ProposePolicyPageData): PageContent {
  const { repository, branch, file, login, action, back } = data;
  const { path, isNew, rule, findings, diff } = file;
  const change = isNew ? 'Adds' : 'Adds a rule to';
  return {
    title: `Propose a policy for ${repository}`,
    body: html`<p>${change} <code>${path}</code>. Allows ${rule.who} to ${rule.what}.</p>${renderFindings(findings)}<pre tabindex="0">${diff}</pre><p class="warning">The GitHub App creates the branch <code>${file.branch}</code> in ${repository} with this change, and opens a pull request into <code>${branch}</code>. It says that ${login} asked for it, and asks ${login} for a review. You need write access to the repository. The server merges nothing.</p><form method="post" action="${action}">${renderHidden('digest', file.digest)}<button>Propose as a pull request</button></form><p><a href="${back}">Back</a></p>`,
  };
}

export interface ProposedPolicyPageData {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly repository: string;
  readonly number: number;
  /** Of the pull request. */
  readonly url: string;
  readonly path: string;
  readonly who: string;
  readonly what: string;
  readonly proposer: string;
  readonly at: number;
  readonly now: number;
}

export function renderProposedPolicyPage(data: ProposedPolicyPageData): PageContent {
  const { workspaceId, repositoryId, repository, number, url, path, who, what, proposer, at, now } = data;
  const log = withQuery(auditPath(workspaceId), { event: 'policy.proposed', repository });
  return {
    title: `Policy proposed for ${repository}`,
    body: html`<p role="status">${renderOutsideLink(url, `Pull request #${number}`)} changes <code>${path}</code>, and allows ${who} to ${what}. ${proposer} asked for it ${renderTime(at, now)}.</p><p>The policy takes effect when the pull request is merged into the default branch.</p><p><a href="${accessSourcePath(workspaceId, repositoryId)}">Who can get tokens for ${repository}</a> · <a href="${log}">All proposals for ${repository}</a></p>`,
  };
}
