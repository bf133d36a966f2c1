/** The page on which an admin has the GitHub App propose a policy, and the one that shows what was proposed. */
import { ActionError } from '../../base/errors.ts';
import { ok } from '../../base/result.ts';
import type { PolicyDraft } from '../../domain/trust-policy/draft/proposed-file.ts';
import { draftPolicyPath, pagePatterns, proposedPolicyPath, proposePolicyPath } from '../../web/addresses.ts';
import { type Href, withQuery } from '../../web/html.ts';
import { renderProposedPolicyPage, renderProposePolicyPage } from '../../web/pages/propose-policy.ts';
import { type Answer, refuseRequest } from '../http/answer.ts';
import { readPolicyName } from './access-pages.ts';
import { readDraftFields, readDraftValues } from './draft-fields.ts';
import type { WorkspacePage, WorkspaceRequest } from './page.ts';
import type { PagePorts } from './page-ports.ts';
import { readRowId } from './page-query.ts';

function repositoryOf({ params }: Pick<WorkspaceRequest, 'params'>): string {
  return params['repository'] ?? '';
}

/** The values of the address; the form adds nothing to them. Runs `work` with them, and answers 400 to those that make no policy. */
async function withDraft<T>(
  { query }: Pick<WorkspaceRequest, 'query'>,
  work: (draft: PolicyDraft) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const name = readPolicyName(query);
  if (name.status === 'refused') return name;
  try {
    return await work({ name: name.value, values: readDraftValues(readDraftFields(query)) });
  } catch (error) {
    if (!(error instanceof ActionError) || error.code !== 'INPUT_INVALID') throw error;
    return refuseRequest(400, 'InvalidRequest', `${error.message} Go back and correct the draft.`);
  }
}

function addressOf(
  request: WorkspaceRequest,
  { name }: PolicyDraft,
): { readonly action: Href; readonly back: Href } {
  const { workspace, query } = request;
  const fields = { policy: name, ...readDraftFields(query) };
  return {
    action: proposePolicyPath(workspace.id, repositoryOf(request), fields),
    back: withQuery(draftPolicyPath(workspace.id, repositoryOf(request)), fields),
  };
}

function createProposePage({ proposals }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.proposePolicy,
    role: 'admin',
    read: (request) =>
      withDraft(request, async (draft) => {
        const { workspace, person } = request;
        const prepared = await proposals.prepare({ workspace, repositoryId: repositoryOf(request), draft });
        if (prepared.status === 'refused') return prepared;
        const places = addressOf(request, draft);
        return ok(renderProposePolicyPage({ ...prepared.value, login: person.login, ...places }));
      }),
    act: (request, form) =>
      withDraft(request, async (draft) => {
        const { workspace, person, traceId } = request;
        const repositoryId = repositoryOf(request);
        const digest = form.get('digest') ?? '';
        const order = { workspace, repositoryId, draft, person, digest, traceId };
        const proposed = await proposals.propose(order);
        return proposed.status === 'refused'
          ? proposed
          : ok(proposedPolicyPath(workspace.id, repositoryId, proposed.value));
      }),
  };
}

function createProposedPage({ proposals, config, clock }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.proposedPolicy,
    role: 'member',
    async read({ workspace, params }) {
      const repositoryId = repositoryOf({ params });
      const number = readRowId(params['number'] ?? '') ?? 0;
      const found = await proposals.find(workspace, repositoryId, number);
      if (found.status === 'refused') return found;
      const { repository } = found.value;
      const url = `${config.github.serverUrl}/${repository}/pull/${number}`;
      const place = { workspaceId: workspace.id, repositoryId, url, now: clock.now() };
      return ok(renderProposedPolicyPage({ ...found.value, ...place }));
    },
  };
}

export function createProposePolicyPages(ports: PagePorts): readonly WorkspacePage[] {
  return [createProposePage(ports), createProposedPage(ports)];
}
