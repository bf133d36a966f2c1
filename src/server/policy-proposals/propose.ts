/** Has the App propose a policy for a person: asks GitHub whether the person may write there, writes, and records how it ended. */
import { ok } from '../../base/result.ts';
import type { TokenPermissions } from '../../github/access-tokens.ts';
import { requestReview } from '../../github/branch-pulls.ts';
import type { TimedCalls } from '../../github/client.ts';
import { mayWrite } from '../../github/collaborators.ts';
import type { AuditLog } from '../audit/store.ts';
import type { ServerConfig } from '../config/config.ts';
import type { Answer } from '../http/answer.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import type { TokenMinter } from '../repositories/token-minter.ts';
import { buildProposed, buildRefused, type ProposalOrder, type ProposedOutcome } from './audit.ts';
import { type ProposalSource, readProposalSource, type SourcePorts } from './read-source.ts';
import { readFailure, refusals, refuseLimited } from './refusals.ts';
import { writeProposal } from './write-proposal.ts';

/** Longest time for all calls of a proposal, in milliseconds. */
const proposeTimeoutMs = 20_000;

/** Of the token that proposes: for one repository, and revoked when the proposal has ended. */
const proposalPermissions = {
  metadata: 'read',
  contents: 'write',
  pull_requests: 'write',
} as const satisfies TokenPermissions;

export interface ProposePorts extends SourcePorts {
  readonly config: Pick<ServerConfig, 'publicUrl'>;
  readonly minter: Pick<TokenMinter, 'mintOwn' | 'revoke'>;
  readonly audit: Pick<AuditLog, 'append'>;
  /** Of each person. */
  readonly limit: RateLimit;
}

async function mint(
  { repository, installation, name }: ProposalSource,
  order: ProposalOrder,
  ports: ProposePorts,
) {
  const { workspace, person, traceId } = order;
  const { repositoryId } = repository;
  return ports.minter.mintOwn(
    'propose policy',
    {
      ...{ installationId: installation.id, owner: installation.owner, repositories: [name] },
      ...{ repositoryIds: [repositoryId], permissions: proposalPermissions },
    },
    { workspaceId: workspace.id, repositoryId, repository: name, actor: person.login, traceId },
  );
}

async function write(
  source: ProposalSource,
  order: ProposalOrder,
  { calls, ports }: { readonly calls: TimedCalls; readonly ports: ProposePorts },
): Promise<Answer<ProposedOutcome>> {
  const { person, workspace } = order;
  const { token } = await mint(source, order, ports);
  try {
    const handle = { name: source.name, token };
    const { publicUrl } = ports.config;
    const proposer = { login: person.login, id: person.id, workspace: workspace.name, publicUrl };
    const written = await writeProposal({ source, proposer, handle, calls });
    if (written.status === 'refused') return written;
    const { number, isKnown } = written.value;
    const isReviewer = !isKnown && (await requestReview(calls, handle, { number, login: person.login }));
    return ok({ source, number, isKnown, isReviewer });
  } finally {
    await ports.minter.revoke([token]);
  }
}

async function proposeOnce(
  order: ProposalOrder,
  note: (source: ProposalSource) => void,
  ports: ProposePorts,
): Promise<Answer<ProposedOutcome>> {
  const { workspace, person, digest } = order;
  if (!workspace.sts.policyProposals) return refusals.off;
  const { client, clock } = ports;
  const signal = AbortSignal.timeout(proposeTimeoutMs);
  const read = await readProposalSource(order, signal, ports);
  if (read.status === 'refused') return read;
  const source = read.value;
  note(source);
  // A login can be another person's by now, so the id decides. Asked before there is a token that writes.
  const isWriter = await ports.access.read(source.installation.id, (token) =>
    mayWrite(
      { client, signal },
      { name: source.name, token },
      { login: person.login, id: Number(person.id) },
    ),
  );
  if (!isWriter) return refusals.writer;
  if (source.file.digest !== digest) return refusals.stale;
  return write(source, order, { calls: { client, signal, now: () => clock.now() }, ports });
}

/** Throws INPUT_INVALID for values that make no policy. Rejects with `REMOTE_STORE` where it cannot be recorded. */
export async function propose(order: ProposalOrder, ports: ProposePorts): Promise<Answer<ProposedOutcome>> {
  const { person, workspace } = order;
  const taken = ports.limit.take(`${workspace.id} ${person.id}`);
  if (taken.status === 'limited') return refuseLimited(taken.afterMs);
  let repository: string | undefined;
  const note = ({ name }: ProposalSource) => {
    repository = name;
  };
  const answer = await proposeOnce(order, note, ports).catch((error: unknown) =>
    readFailure(error, ports.clock.now()),
  );
  const entry =
    answer.status === 'ok'
      ? buildProposed(order, answer.value)
      : buildRefused(order, answer.refusal, repository);
  await ports.audit.append(entry);
  return answer;
}
