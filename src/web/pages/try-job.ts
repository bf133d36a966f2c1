/** Renders what a job would get from a source: a form for its claims, and the decision with its reasons. */
import type { SourceOutcome } from '../../domain/sts/source-outcome.ts';
import { claimFields } from '../../domain/trust-policy/callers/claim-fields.ts';
import { maxClaimLength, type PolicyClaims } from '../../domain/trust-policy/claims.ts';
import type { PolicyRule } from '../../domain/trust-policy/policy.ts';
import { describePermissions, describeRule } from '../../domain/trust-policy/report/describe-rule.ts';
import { accessSourcePath, tryJobPath } from '../addresses.ts';
import { type Html, html } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { renderTextField } from '../parts/form.ts';

/** Claims that are always shown; the others are folded. */
const usualClaims: readonly string[] = ['repository', 'ref', 'event_name', 'environment', 'workflow_ref'];
const examples: PolicyClaims = {
  repository: 'owner/name',
  ref: 'refs/heads/main',
  event_name: 'push',
  environment: 'production',
  workflow_ref: 'owner/name/.github/workflows/plan.yml@refs/heads/main',
};

interface TriedJob {
  readonly outcome: SourceOutcome;
  /** Rules that allow it. */
  readonly rules: readonly PolicyRule[];
  /** Why the server refuses the job before it asks a policy; `undefined`: it does not. */
  readonly obstacle: { readonly tag: string; readonly message: string } | undefined;
}

export interface TryJobPageData {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly repository: string;
  readonly policyName: string;
  /** As they were entered. */
  readonly claims: PolicyClaims;
  /** What is wrong with them. */
  readonly problem: string | undefined;
  /** `undefined`: nothing was asked yet. */
  readonly result: TriedJob | undefined;
}

function renderClaimFields(claims: PolicyClaims, isWanted: (claim: string) => boolean): readonly Html[] {
  return claimFields
    .filter(({ claim }) => isWanted(claim))
    .map(({ claim, description }) =>
      renderTextField({
        ...{ name: claim, label: `${claim}: ${description}`, value: claims[claim] },
        ...{ placeholder: examples[claim], maxLength: maxClaimLength },
      }),
    );
}

function renderForm({ workspaceId, repositoryId, policyName, claims }: TryJobPageData): Html {
  const isUsual = (claim: string) => usualClaims.includes(claim);
  return html`<form method="get" action="${tryJobPath(workspaceId, repositoryId)}">${[
    renderTextField({ name: 'policy', label: 'Policy', value: policyName, maxLength: 64, isRequired: true }),
    ...renderClaimFields(claims, isUsual),
  ]}<details><summary>More claims</summary>${renderClaimFields(claims, (claim) => !isUsual(claim))}</details><button>Try</button></form>`;
}

function renderOutcome({ outcome, rules }: TriedJob): Html {
  switch (outcome.status) {
    case 'granted':
      return html`<p><span class="label done">granted</span> ${describePermissions(outcome.permissions)}</p><ul>${rules.map(
        (rule) => {
          const { rule: number, line, who } = describeRule(rule);
          return html`<li>Rule ${number} (line ${line}) allows ${who}.</li>`;
        },
      )}</ul>`;
    case 'excluded':
      return html`<p><span class="label bad">refused</span> <code>${outcome.reason}</code></p><pre tabindex="0">${outcome.explanation}</pre>`;
    case 'unjudged':
      return html`<p><span class="label wait">not decided</span> ${outcome.explanation}</p>`;
  }
}

function renderResult(result: TriedJob, { ref = '' }: PolicyClaims): Html {
  const { obstacle } = result;
  const refused =
    obstacle &&
    html`<p class="warning">The server refuses the job before it asks the policy: ${obstacle.message} <code>${obstacle.tag}</code></p>`;
  const fork =
    /^refs\/pull\//.test(ref) &&
    html`<p>For a run of a pull request from a fork, the server refuses tokens: <code>ForkRefused</code>.</p>`;
  return html`<section aria-label="Decision"><h2>Decision</h2>${refused}${renderOutcome(result)}${fork}</section>`;
}

export function renderTryJobPage(data: TryJobPageData): PageContent {
  const { workspaceId, repositoryId, repository, problem, result, claims } = data;
  return {
    title: `Try a job against ${repository}`,
    body: html`<p>Enter the claims of a job’s ID token. The server decides as for a real job, and issues no token.</p>${problem !== undefined && html`<p class="warning" role="alert">${problem}</p>`}${result && renderResult(result, claims)}${renderForm(data)}<p><a href="${accessSourcePath(workspaceId, repositoryId)}">Who can get tokens for ${repository}</a></p>`,
  };
}
