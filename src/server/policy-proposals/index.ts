/** Trust policies that the App proposes for an admin: a branch with one changed file, and a pull request. Off unless a workspace turns it on. */
import { ok } from '../../base/result.ts';
import type { ProposedFile } from '../../domain/trust-policy/draft/proposed-file.ts';
import type { AuditLog } from '../audit/store.ts';
import type { WorkspaceConfig } from '../config/config.ts';
import { type Answer, refuseRequest } from '../http/answer.ts';
import { createRateLimit } from '../http/rate-limit.ts';
import { type ProposalOrder, readProposed, type ShownProposal } from './audit.ts';
import { type ProposePorts, propose } from './propose.ts';
import { findLack, type ProposalTarget, readProposalSource } from './read-source.ts';
import { readFailure, refusals, refuseLimited } from './refusals.ts';

/** Proposals of one person in one workspace, per minute and process. */
const proposalsPerMinute = 6;
/** Pages that read GitHub for the people of one workspace, per minute and process. */
const readsPerMinute = 30;
/** Longest wait of a page for GitHub, in milliseconds. */
const readTimeoutMs = 10_000;
/** Newest proposals of a repository that one is looked for in. */
const maxSearched = 50;

interface PreparedProposal {
  /** `owner/name` */
  readonly repository: string;
  /** Default branch. */
  readonly branch: string;
  readonly file: ProposedFile;
}

export interface PolicyProposals {
  /** Whether the App may propose to the repository. Not if GitHub does not say. */
  isOffered(
    workspace: WorkspaceConfig,
    repository: { readonly ownerId: string; readonly canonicalName: string },
  ): Promise<boolean>;
  /** What would be proposed. Throws INPUT_INVALID for values that make no policy. */
  prepare(target: ProposalTarget): Promise<Answer<PreparedProposal>>;
  /** Number of the pull request. The same twice is proposed once. Throws INPUT_INVALID. */
  propose(order: ProposalOrder): Promise<Answer<number>>;
  /** A proposal of this server by the number of its pull request. */
  find(workspace: WorkspaceConfig, repositoryId: string, number: number): Promise<Answer<ShownProposal>>;
}

export interface PolicyProposalPorts extends Omit<ProposePorts, 'limit' | 'audit'> {
  readonly audit: Pick<AuditLog, 'append' | 'list'>;
}

const unknownProposal = refuseRequest(
  404,
  'RouteNotFound',
  'This server has not proposed a policy with this pull request, or not lately. Search the audit log for `policy.proposed`.',
);

export function createPolicyProposals(given: PolicyProposalPorts): PolicyProposals {
  const { installations, clock, audit } = given;
  const ports = { ...given, limit: createRateLimit(proposalsPerMinute, clock) };
  const reads = createRateLimit(readsPerMinute, clock);
  return {
    async isOffered({ sts }, { ownerId, canonicalName }) {
      if (!sts.policyProposals) return false;
      const login = canonicalName.slice(0, canonicalName.indexOf('/'));
      const found = await installations.findListed({ ownerId, login }).catch(() => undefined);
      return found !== undefined && !found.suspended && findLack(found) === undefined;
    },
    async prepare(target) {
      const { workspace } = target;
      if (!workspace.sts.policyProposals) return refusals.off;
      const taken = reads.take(workspace.id);
      if (taken.status === 'limited') return refuseLimited(taken.afterMs);
      const signal = AbortSignal.timeout(readTimeoutMs);
      const read = await readProposalSource(target, signal, ports).catch((error: unknown) =>
        readFailure(error, clock.now()),
      );
      if (read.status === 'refused') return read;
      const { name, branch, file } = read.value;
      return ok({ repository: name, branch: branch.name, file });
    },
    async propose(order) {
      const proposed = await propose(order, ports);
      return proposed.status === 'ok' ? ok(proposed.value.number) : proposed;
    },
    async find({ id }, repositoryId, number) {
      const entries = await audit.list({
        ...{ workspaceId: id, repositoryId, event: 'policy.proposed', outcome: 'allowed' },
        ...{ order: 'newest', limit: maxSearched },
      });
      const found = entries.flatMap((entry) => readProposed(entry, number) ?? [])[0];
      return found === undefined ? unknownProposal : ok(found);
    },
  };
}
