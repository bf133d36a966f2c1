/** The pages about trust policies: who can get tokens, what jobs of a repository can get, and what a certain job would get. */
import { ok } from '../../base/result.ts';
import { includesRole } from '../../domain/roles/decide-role.ts';
import { claimFields, findRefFault } from '../../domain/trust-policy/callers/claim-fields.ts';
import { completeClaims } from '../../domain/trust-policy/callers/complete-claims.ts';
import type { PolicyClaims } from '../../domain/trust-policy/claims.ts';
import { isPolicyName } from '../../domain/trust-policy/policy-path.ts';
import { accessPath, pagePatterns } from '../../web/addresses.ts';
import { renderAccessCallerPage, renderAccessPage } from '../../web/pages/access.ts';
import { renderAccessSourcePage } from '../../web/pages/access-source.ts';
import { renderTryJobPage } from '../../web/pages/try-job.ts';
import { type Answer, refuseRequest } from '../http/answer.ts';
import type { PageRequest, WorkspacePage } from './page.ts';
import type { PagePorts } from './page-ports.ts';

const defaultPolicy = 'default';

/** The name of the policy in the address, else that of the default. */
export function readPolicyName({ policy = '' }: PageRequest['query']): Answer<string> {
  const name = policy.trim() === '' ? defaultPolicy : policy.trim();
  return isPolicyName(name)
    ? ok(name)
    : refuseRequest(400, 'InvalidRequest', 'A policy is named by its file in .atmos/pro/sts/ without .yaml.');
}

function createAccessPage({ policyDesk }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.access,
    role: 'member',
    nav: { text: 'Access', href: accessPath },
    async read({ workspace, query }) {
      const policyName = readPolicyName(query);
      if (policyName.status === 'refused') return policyName;
      const asked = { policyName: policyName.value, after: query['after'] };
      const page = await policyDesk.list(workspace, asked);
      return ok(renderAccessPage({ ...page, workspaceId: workspace.id, policyName: policyName.value }));
    },
  };
}

function createAccessSourcePage({ policyDesk, clock }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.accessSource,
    role: 'member',
    async read({ workspace, role, params }) {
      const found = await policyDesk.find(workspace, params['repository'] ?? '');
      if (found.status === 'refused') return found;
      const { repositoryId, canonicalName: repository } = found.value;
      return ok(
        renderAccessSourcePage({
          ...{ workspaceId: workspace.id, repositoryId, repository, now: clock.now() },
          isGuarded: workspace.sts.guardPolicyDirectory,
          mayDraft: includesRole(role, 'admin'),
          reading: await policyDesk.read(workspace, found.value),
        }),
      );
    },
  };
}

function createAccessCallerPage({ policyDesk }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.accessCaller,
    role: 'member',
    async read({ workspace, params, query }) {
      const policyName = readPolicyName(query);
      if (policyName.status === 'refused') return policyName;
      const caller = await policyDesk.find(workspace, params['repository'] ?? '');
      if (caller.status === 'refused') return caller;
      const asked = { policyName: policyName.value, after: query['after'] };
      const page = await policyDesk.list(workspace, asked);
      const about = { workspaceId: workspace.id, policyName: policyName.value, caller: caller.value };
      return ok(renderAccessCallerPage({ ...page, ...about }));
    },
  };
}

/** The fields that have a text. */
function readClaims(query: PageRequest['query']): PolicyClaims {
  return Object.fromEntries(
    claimFields.flatMap(({ claim }) => {
      const value = query[claim]?.trim();
      return value === undefined || value === '' ? [] : [[claim, value]];
    }),
  );
}

function describeRefFault(claims: PolicyClaims): string | undefined {
  const fault = findRefFault(claims);
  if (fault === undefined) return undefined;
  return `Invalid ${fault.flag}: expected ${fault.expected}, got ${JSON.stringify(fault.value)}. ${fault.hint}`;
}

function createTryJobPage({ policyDesk }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.tryJob,
    role: 'member',
    async read({ workspace, params, query }) {
      const policyName = readPolicyName(query);
      if (policyName.status === 'refused') return policyName;
      const source = await policyDesk.find(workspace, params['repository'] ?? '');
      if (source.status === 'refused') return source;
      const claims = readClaims(query);
      const problem = describeRefFault(claims);
      const isAsked = Object.keys(claims).some((claim) => claim !== 'repository') && problem === undefined;
      const job = { policyName: policyName.value, claims: completeClaims(claims) };
      const { repositoryId, canonicalName: repository } = source.value;
      return ok(
        renderTryJobPage({
          ...{ workspaceId: workspace.id, repositoryId, repository, claims, problem },
          policyName: policyName.value,
          result: isAsked ? await policyDesk.judge(workspace, source.value, job) : undefined,
        }),
      );
    },
  };
}

export function createAccessPages(ports: PagePorts): readonly WorkspacePage[] {
  return [
    createAccessPage(ports),
    createAccessSourcePage(ports),
    createAccessCallerPage(ports),
    createTryJobPage(ports),
  ];
}
