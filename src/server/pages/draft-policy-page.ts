/** The page that drafts a policy. GitHub is asked for the policies that exist, and nothing is changed there. */
import { ActionError } from '../../base/errors.ts';
import { ok } from '../../base/result.ts';
import { renderPolicy } from '../../domain/trust-policy/draft/render-draft.ts';
import { checkDraft, type PolicyValues } from '../../domain/trust-policy/draft/values.ts';
import { policyPath } from '../../domain/trust-policy/policy-path.ts';
import { describeRule } from '../../domain/trust-policy/report/describe-rule.ts';
import { pagePatterns, proposePolicyPath } from '../../web/addresses.ts';
import { type DraftedPolicy, renderDraftPolicyPage } from '../../web/pages/draft-policy.ts';
import { readPolicyName } from './access-pages.ts';
import { readDraftFields, readDraftValues } from './draft-fields.ts';
import type { WorkspacePage } from './page.ts';
import type { PagePorts } from './page-ports.ts';

function quoteArgument(text: string): string {
  return /^[\w./=:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function describeCommand(name: string, values: PolicyValues): string {
  const options = [
    ['--name', name],
    ['--repository', values.repository],
    ['--branch', values.branch],
    ['--environment', values.environment],
    ['--event', values.event],
    ...(values.permission ?? []).map((entry) => ['--permission', entry] as const),
  ] as const;
  const given = options.flatMap(([option, value]) =>
    value === undefined || value === '' ? [] : [`${option} ${quoteArgument(value)}`],
  );
  return `atmos-pro policy init ${given.join(' ')}`;
}

interface Place {
  readonly serverUrl: string;
  readonly repository: string;
  readonly branch: string;
  readonly name: string;
  readonly exists: boolean;
}

/** https://docs.github.com/repositories/working-with-files/managing-files/creating-new-files */
function linkGitHub({ serverUrl, repository, branch, name, exists }: Place, text: string) {
  const at = branch.split('/').map(encodeURIComponent).join('/');
  const path = policyPath(name);
  const query = new URLSearchParams({ filename: path, value: text });
  return exists
    ? { newFileUrl: undefined, editUrl: `${serverUrl}/${repository}/edit/${at}/${path}` }
    : { newFileUrl: `${serverUrl}/${repository}/new/${at}?${query}`, editUrl: undefined };
}

export function createDraftPolicyPage({ policyDesk, proposals, config }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.draftPolicy,
    role: 'admin',
    async read({ workspace, params, query }) {
      const policyName = readPolicyName(query);
      if (policyName.status === 'refused') return policyName;
      const source = await policyDesk.find(workspace, params['repository'] ?? '');
      if (source.status === 'refused') return source;
      const { repositoryId, canonicalName: repository } = source.value;
      const values = readDraftFields(query);
      const isOffered = await proposals.isOffered(workspace, source.value);
      const proposeHref = isOffered
        ? proposePolicyPath(workspace.id, repositoryId, { policy: policyName.value, ...values })
        : undefined;
      const page = {
        ...{ workspaceId: workspace.id, repositoryId, repository, policyName: policyName.value },
        ...{ values, proposeHref },
      };
      if (Object.keys(values).length === 0)
        return ok(renderDraftPolicyPage({ ...page, problem: undefined, draft: undefined }));
      const { branch, names } = await policyDesk.locate(workspace, source.value);
      try {
        const given = readDraftValues(values);
        const text = renderPolicy(policyName.value, given);
        const { rule, findings } = checkDraft(policyName.value, text);
        const { serverUrl } = config.github;
        const exists = names.includes(policyName.value);
        const place = { serverUrl, repository, branch, name: policyName.value, exists };
        const draft: DraftedPolicy = {
          ...{ text, findings, rule: describeRule(rule) },
          command: describeCommand(policyName.value, given),
          ...linkGitHub(place, text),
        };
        return ok(renderDraftPolicyPage({ ...page, problem: undefined, draft }));
      } catch (error) {
        if (!(error instanceof ActionError)) throw error;
        return ok(renderDraftPolicyPage({ ...page, problem: error.message, draft: undefined }));
      }
    },
  };
}
