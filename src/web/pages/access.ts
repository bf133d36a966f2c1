/** Renders who can get tokens: the repositories of a workspace with their policies, and what jobs of one of them can get. */
import type { SourcePolicy } from '../../domain/sts/source-policy.ts';
import { type CallingRepository, mayAllowRepository } from '../../domain/trust-policy/callers/may-allow.ts';
import { describeRule } from '../../domain/trust-policy/report/describe-rule.ts';
import { accessCallerPath, accessPath, accessSourcePath, tryJobPath } from '../addresses.ts';
import { type Href, type Html, html, withQuery } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { renderTextField } from '../parts/form.ts';
import { renderPolicyState } from '../parts/policy.ts';
import { renderTable } from '../parts/table.ts';

interface AccessRow {
  readonly repository: CallingRepository;
  readonly policy: SourcePolicy;
}

export interface AccessPageData {
  readonly workspaceId: string;
  /** By name. */
  readonly rows: readonly AccessRow[];
  readonly policyName: string;
  /** `after` of the next page. */
  readonly next: string | undefined;
  /** Names of the configuration without a repository; `problem`: GitHub could not be asked. */
  readonly unresolved: readonly { readonly name: string; readonly problem?: string | undefined }[];
}

/** Longest name of a policy, in characters. */
const maxNameLength = 64;

function renderNameForm(address: Href, policyName: string): Html {
  return html`<form class="filter" method="get" action="${address}">${renderTextField({
    ...{ name: 'policy', label: 'Policy', value: policyName, maxLength: maxNameLength },
  })}<button>Show</button></form>`;
}

function renderNext(address: Href, { policyName, next }: Pick<AccessPageData, 'policyName' | 'next'>): Html {
  if (next === undefined) return html``;
  return html`<nav class="pages" aria-label="More repositories"><a href="${withQuery(address, { policy: policyName, after: next })}">Next</a></nav>`;
}

function renderUnresolved(unresolved: AccessPageData['unresolved']): Html {
  const items = unresolved.map(({ name, problem }) => {
    const why =
      problem ?? 'GitHub does not show it to the App. Check the name, and where the App is installed.';
    return html`<li>${name}: ${why}</li>`;
  });
  return items.length === 0 ? html`` : html`<ul class="warning">${items}</ul>`;
}

/** Rules in a word, or why there are none. */
function describePolicy(policy: SourcePolicy): Html | string {
  if (policy.status !== 'valid') return policy.problem;
  const { length } = policy.rules;
  return `${length} ${length === 1 ? 'rule' : 'rules'}`;
}

export function renderAccessPage(data: AccessPageData): PageContent {
  const { workspaceId, rows, policyName, unresolved } = data;
  const table = renderTable({
    label: 'Repositories',
    headings: ['Repository', `Policy ${policyName}`, 'Says', 'Its jobs'],
    empty: 'No repositories. Add them to `repositories` of the workspace in the server’s configuration.',
    rows: rows.map(({ repository: { repositoryId, canonicalName }, policy }) => ({
      id: `source-${repositoryId}`,
      cells: [
        html`<a href="${accessSourcePath(workspaceId, repositoryId)}">${canonicalName}</a>`,
        renderPolicyState(policy),
        describePolicy(policy),
        html`<a href="${accessCallerPath(workspaceId, repositoryId)}" aria-label="What jobs of ${canonicalName} can read">Can read…</a>`,
      ],
    })),
  });
  return {
    title: 'Access',
    body: html`<p>A job gets a token for a repository if a rule of a trust policy of that repository allows the job.</p>${renderNameForm(accessPath(workspaceId), policyName)}${renderUnresolved(unresolved)}${table}${renderNext(accessPath(workspaceId), data)}`,
  };
}

export interface AccessCallerPageData extends Omit<AccessPageData, 'unresolved'> {
  /** The repository of the jobs. */
  readonly caller: CallingRepository;
}

interface AllowedRow {
  readonly id: string;
  readonly cells: readonly (Html | string)[];
}

function listAllowed({ workspaceId, rows, caller, policyName }: AccessCallerPageData): readonly AllowedRow[] {
  return rows
    .filter(({ repository }) => repository.repositoryId !== caller.repositoryId)
    .flatMap(({ repository, policy }) => {
      if (policy.status !== 'valid') return [];
      const { repositoryId, canonicalName } = repository;
      return policy.rules
        .filter((rule) => mayAllowRepository(rule, caller))
        .map((rule): AllowedRow => {
          const { rule: number, who, what } = describeRule(rule);
          const attempt = withQuery(tryJobPath(workspaceId, repositoryId), {
            policy: policyName,
            repository: caller.canonicalName,
          });
          return {
            id: `allowed-${repositoryId}-${number}`,
            cells: [
              html`<a href="${accessSourcePath(workspaceId, repositoryId)}">${canonicalName}</a>`,
              String(number),
              who,
              what,
              html`<a href="${attempt}" aria-label="Try a job against ${canonicalName}, rule ${number}">Try a job</a>`,
            ],
          };
        });
    });
}

export function renderAccessCallerPage(data: AccessCallerPageData): PageContent {
  const { workspaceId, caller, rows, policyName } = data;
  const address = accessCallerPath(workspaceId, caller.repositoryId);
  const unread = rows.filter(({ policy }) => policy.status === 'unread');
  const [first] = unread;
  const warning =
    first?.policy.status === 'unread' &&
    html`<p class="warning">${unread.length} of ${rows.length} policies were not read: ${first.policy.problem}</p>`;
  return {
    title: `What jobs of ${caller.canonicalName} can read`,
    body: html`<p>Rules of the policies named ${policyName} that may allow a job of this repository. Whether they allow a certain job also depends on its branch, event and the like.</p>${renderNameForm(address, policyName)}${warning}${renderTable(
      {
        label: 'Rules that may allow its jobs',
        headings: ['Repository', 'Rule', 'Allows', 'To', 'Check'],
        empty: 'No rule of these repositories can allow a job of this repository.',
        rows: listAllowed(data),
      },
    )}${renderNext(address, data)}<p><a href="${accessSourcePath(workspaceId, caller.repositoryId)}">Who can get tokens for ${caller.canonicalName}</a></p>`,
  };
}
