/** Renders a source: each policy with its rules in words, and whether the policies are protected. */
import type { FoundPolicy, FoundSource, PolicyProtection } from '../../domain/sts/source-policy.ts';
import { policyDirectory } from '../../domain/trust-policy/policy-path.ts';
import { accessCallerPath, draftPolicyPath, tryJobPath } from '../addresses.ts';
import { type Html, html, withQuery } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { renderFindings, renderPolicyState, renderRules } from '../parts/policy.ts';
import { renderTime } from '../parts/time.ts';

export interface AccessSourcePageData {
  readonly workspaceId: string;
  readonly repositoryId: string;
  /** `owner/name` of today. */
  readonly repository: string;
  readonly now: number;
  /** Whether a grant that could change the policy is refused without protection. */
  readonly isGuarded: boolean;
  readonly mayDraft: boolean;
  readonly reading:
    | { readonly status: 'read'; readonly source: FoundSource }
    | { readonly status: 'unreachable' | 'unread'; readonly problem: string };
}

function renderProtection(protection: PolicyProtection, isGuarded: boolean): Html {
  switch (protection.status) {
    case 'protected':
      return html`<p><span class="label done">protected</span> A ruleset of the default branch protects the policies.</p>`;
    case 'unknown':
      return html`<p><span class="label wait">not known</span> Whether the policies are protected was not read: ${protection.problem}</p>`;
    case 'unprotected': {
      const so = isGuarded
        ? 'Grants of contents: write are refused until it is.'
        : 'The workspace does not refuse grants of contents: write for that.';
      return html`<p class="warning"><span class="label bad">unprotected</span> Everyone who may push to the default branch can change who gets tokens: ${protection.problem}. ${so} Protect ${policyDirectory}/ with a ruleset and CODEOWNERS.</p>`;
    }
  }
}

function renderPolicy(
  { name, path, policy, findings }: FoundPolicy,
  {
    workspaceId,
    repositoryId,
    held,
  }: Pick<AccessSourcePageData, 'workspaceId' | 'repositoryId'> & Pick<FoundSource, 'held'>,
): Html {
  const attempt = withQuery(tryJobPath(workspaceId, repositoryId), { policy: name });
  const content =
    policy.status === 'valid'
      ? html`${renderRules(policy.rules, { id: name, held })}<p><a class="button" href="${attempt}" aria-label="Try a job against ${name}">Try a job…</a></p>`
      : html`<pre tabindex="0">${policy.problem}</pre>`;
  return html`<h2 id="policy-${name}">${name} ${renderPolicyState(policy)}</h2><p><code>${path}</code></p>${renderFindings(findings)}${content}`;
}

export function renderAccessSourcePage(data: AccessSourcePageData): PageContent {
  const { workspaceId, repositoryId, repository, reading, now, isGuarded, mayDraft } = data;
  const title = `Who can get tokens for ${repository}`;
  const draft =
    mayDraft &&
    html`<p><a class="button" href="${draftPolicyPath(workspaceId, repositoryId)}">Draft a policy…</a></p>`;
  const reverse = html`${draft}<p><a href="${accessCallerPath(workspaceId, repositoryId)}">What jobs of ${repository} can read</a></p>`;
  if (reading.status !== 'read')
    return { title, body: html`<p class="warning">${reading.problem}</p>${reverse}` };
  const { policies, skipped, protection, held, readAt } = reading.source;
  const none =
    policies.length === 0 &&
    html`<p class="empty">No policy in ${policyDirectory}/ of the default branch, so no job gets a token.</p>`;
  const more =
    skipped > 0 &&
    html`<p>${skipped} other files in ${policyDirectory}/ are not policies, or were not read.</p>`;
  return {
    title,
    body: html`${renderProtection(protection, isGuarded)}<p>Read from GitHub ${renderTime(readAt, now)}.</p>${none}${policies.map(
      (policy) => renderPolicy(policy, { workspaceId, repositoryId, held }),
    )}${more}${reverse}`,
  };
}
