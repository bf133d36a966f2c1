/** Renders a policy that a person drafts: a form for its values, the file to copy, and how it gets into the repository. */
import type { PolicyFinding } from '../../domain/trust-policy/findings.ts';
import { policyDirectory, policyPath } from '../../domain/trust-policy/policy-path.ts';
import type { RuleInWords } from '../../domain/trust-policy/report/describe-rule.ts';
import { accessSourcePath, draftPolicyPath } from '../addresses.ts';
import { type Href, type Html, html } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { renderTextField } from '../parts/form.ts';
import { renderOutsideLink } from '../parts/link.ts';
import { renderFindings } from '../parts/policy.ts';

/** Fields of the form, with their labels and examples. */
export const draftFields = [
  { name: 'repository', label: 'Repository whose jobs to allow', placeholder: 'owner/name' },
  { name: 'branch', label: 'Branch (empty: any)', placeholder: 'main' },
  { name: 'environment', label: 'Environment (empty: any)', placeholder: 'production' },
  { name: 'event', label: 'Event (empty: any)', placeholder: 'push' },
  {
    name: 'permission',
    label: 'Permissions in addition to contents=read',
    placeholder: 'pull_requests=write',
  },
] as const;

export interface DraftedPolicy {
  /** The file. */
  readonly text: string;
  readonly rule: RuleInWords;
  readonly findings: readonly PolicyFinding[];
  /** The same on the command line. */
  readonly command: string;
  /** GitHub's form for a new file with this content; `undefined`: the file exists. */
  readonly newFileUrl: string | undefined;
  /** GitHub's editor of the file that exists. */
  readonly editUrl: string | undefined;
}

export interface DraftPolicyPageData {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly repository: string;
  readonly policyName: string;
  readonly values: Readonly<Partial<Record<(typeof draftFields)[number]['name'], string | undefined>>>;
  /** What is wrong with the values. */
  readonly problem: string | undefined;
  readonly draft: DraftedPolicy | undefined;
  /** Where the App proposes it; `undefined`: it may not. */
  readonly proposeHref: Href | undefined;
}

/** Longest value of a field, in characters. */
const maxValueLength = 200;

function renderForm({ workspaceId, repositoryId, policyName, values }: DraftPolicyPageData): Html {
  return html`<form method="get" action="${draftPolicyPath(workspaceId, repositoryId)}">${[
    renderTextField({ name: 'policy', label: 'Policy', value: policyName, maxLength: 64, isRequired: true }),
    ...draftFields.map(({ name, label, placeholder }) =>
      renderTextField({
        ...{ name, label, placeholder, value: values[name], maxLength: maxValueLength },
        isRequired: name === 'repository',
      }),
    ),
  ]}<button>Draft</button></form>`;
}

type WaysData = Pick<DraftPolicyPageData, 'policyName' | 'proposeHref'>;

function renderWays(
  { newFileUrl, editUrl, command }: DraftedPolicy,
  { policyName, proposeHref }: WaysData,
): Html {
  const first =
    newFileUrl === undefined
      ? html`${renderOutsideLink(editUrl ?? '', 'Edit the policy at GitHub')}, and add the rule to its <code>rules</code>.`
      : html`${renderOutsideLink(newFileUrl, 'Create the file at GitHub')} with this content. Choose “Create a new branch” and start a pull request.`;
  return html`<ol><li>${first}</li><li>Or in a checkout of the repository: <pre tabindex="0">${command}</pre></li>${proposeHref && html`<li>Or let the GitHub App open the pull request: <a href="${proposeHref}">Propose as a pull request…</a></li>`}</ol><p>The policy <code>${policyPath(policyName)}</code> takes effect on the default branch. Give ${policyDirectory}/ owners in CODEOWNERS, and require their review.</p>`;
}

function renderDraft(draft: DraftedPolicy, data: WaysData): Html {
  const { text, rule, findings } = draft;
  return html`<section aria-label="Draft"><h2>Draft</h2><p>Allows ${rule.who} to ${rule.what}.</p>${renderFindings(findings)}<pre tabindex="0">${text}</pre>${renderWays(draft, data)}</section>`;
}

export function renderDraftPolicyPage(data: DraftPolicyPageData): PageContent {
  const { workspaceId, repositoryId, repository, problem, draft, proposeHref } = data;
  const whose =
    proposeHref === undefined
      ? 'The server does not change the policy. You open the pull request, with your own rights at GitHub.'
      : 'The server does not merge anything. You open the pull request, with your own rights at GitHub, or let the GitHub App open it.';
  return {
    title: `Draft a policy for ${repository}`,
    body: html`<p>${whose}</p>${problem !== undefined && html`<p class="warning" role="alert">${problem}</p>`}${draft && renderDraft(draft, data)}${renderForm(data)}<p><a href="${accessSourcePath(workspaceId, repositoryId)}">Who can get tokens for ${repository}</a></p>`,
  };
}
