/** The entries of proposals, and proposals read back from them. */
import type { JsonValue } from '../../base/json.ts';
import { isRecord } from '../../base/text.ts';
import type { AuditEntry, StoredAuditEntry } from '../../domain/audit/entry.ts';
import { policyPath } from '../../domain/trust-policy/policy-path.ts';
import type { RequestRefusal } from '../http/answer.ts';
import type { ProposalSource, ProposalTarget } from './read-source.ts';
import type { ProposedPull } from './write-proposal.ts';

/** The person who proposes. */
interface ProposingPerson {
  readonly login: string;
  /** GitHub's id, in decimal. */
  readonly id: string;
}

export interface ProposalOrder extends ProposalTarget {
  readonly person: ProposingPerson;
  /** Of the file that the person was shown. */
  readonly digest: string;
  readonly traceId: string;
}

export interface ProposedOutcome extends ProposedPull {
  readonly source: ProposalSource;
  /** Whether GitHub asked the person for a review. */
  readonly isReviewer: boolean;
}

function buildEntry(
  { workspace, repositoryId, draft, person, traceId }: ProposalOrder,
  decided: Pick<AuditEntry, 'outcome' | 'repository'> & {
    readonly details: Readonly<Record<string, JsonValue>>;
  },
): AuditEntry {
  const { details, ...rest } = decided;
  const { login, id } = person;
  return {
    ...{ event: 'policy.proposed', workspaceId: workspace.id, repositoryId, actor: login, traceId, ...rest },
    details: { person: { id, login }, path: policyPath(draft.name), ...details },
  };
}

export function buildProposed(order: ProposalOrder, outcome: ProposedOutcome): AuditEntry {
  const { source, number, isKnown, isReviewer } = outcome;
  const { branch, isNew, digest, rule } = source.file;
  const rules = { who: rule.who, what: rule.what };
  return buildEntry(order, {
    ...{ outcome: 'allowed', repository: source.name },
    details: { pullRequest: number, branch, isKnown, isNew, isReviewer, digest, rule: rules },
  });
}

export function buildRefused(
  order: ProposalOrder,
  refusal: RequestRefusal,
  repository: string | undefined,
): AuditEntry {
  const outcome = refusal.httpStatus === 503 ? 'failed' : 'denied';
  const details = { refusal: refusal.tag, message: refusal.message };
  return buildEntry(order, { outcome, repository, details });
}

/** A proposal as the log has it. */
export interface ShownProposal {
  readonly number: number;
  /** `owner/name` at the time. */
  readonly repository: string;
  readonly path: string;
  readonly who: string;
  readonly what: string;
  readonly proposer: string;
  readonly at: number;
}

/** `undefined`: the entry is about another pull request. */
export function readProposed(entry: StoredAuditEntry, number: number): ShownProposal | undefined {
  const { details, repository, actor, at } = entry;
  const { pullRequest, path, rule } = details;
  if (pullRequest !== number || typeof path !== 'string' || !isRecord(rule)) return undefined;
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    ...{ number, path, at, repository: repository ?? '', proposer: actor ?? '' },
    ...{ who: text(rule['who']), what: text(rule['what']) },
  };
}
