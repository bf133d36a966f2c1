/** A batch as pages show it, from its row. */
import type { OwnerError } from '../../../domain/codeowners/merge-errors.ts';
import type { NodeCounts } from '../../../domain/dispatch/conclude.ts';
import { decideRetry, type RetryScope } from '../../../domain/dispatch/retry.ts';
import type { BatchSummary, NamedRepository } from '../../../domain/reports/batch-summary.ts';
import { quietTitles } from '../../../domain/reports/reasons.ts';
import type { ReportRow } from '../../../domain/reports/report.ts';
import type { RepositoryNames } from '../../repositories/repository-names.ts';
import type { BatchRow } from '../admin/batch-reads.ts';
import { readCounts } from '../batch-table.ts';
import type { DeploymentTiming } from './read-graph.ts';

interface DeskDeployment {
  readonly number: number;
  readonly attempt: number;
  readonly row: ReportRow;
  readonly timing: DeploymentTiming;
}

export interface DeskBatchDetails {
  readonly batch: BatchSummary;
  readonly now: number;
  /** Title of its check. */
  readonly title: string;
  /** Why nothing is started now. */
  readonly why: string | undefined;
  /** The commit that replaced its own. */
  readonly replacedBy: string | undefined;
  /** Of a merge group: numbers of the pull requests that it tests, as far as is known. */
  readonly pulls: readonly number[];
  /** By number. */
  readonly deployments: readonly DeskDeployment[];
  /** Indexes of deployments: what `to` depends on, and `to`. */
  readonly edges: readonly { readonly from: number; readonly to: number }[];
  /** Errors of CODEOWNERS that fail its check. */
  readonly ownerErrors: readonly OwnerError[];
  /** What people asked for, newest first. */
  readonly commands: readonly {
    readonly at: number;
    readonly by: string;
    readonly command: string;
    readonly outcome: string;
  }[];
}

export function nameDeskRepository(
  repositoryId: string,
  names: RepositoryNames,
  serverUrl: string,
): NamedRepository {
  const name = names.nameOf(repositoryId);
  return { name: name ?? repositoryId, url: name === undefined ? undefined : `${serverUrl}/${name}` };
}

/** A batch of drift is not retried, nor one that was stopped. */
function judgeRetry(row: BatchRow, counts: NodeCounts): RetryScope | undefined {
  const mayRetry = row.stopped === null && row.event !== 'drift_detection';
  return mayRetry && (row.state === 'running' || row.state === 'concluded') ? decideRetry(counts) : undefined;
}

export function toDeskBatch(row: BatchRow, repository: NamedRepository): BatchSummary {
  const counts = readCounts(row.counts);
  return {
    ...{ id: row.id, repository, event: row.event, activity: row.activity, subject: row.subject },
    headSha: row.sha ?? row.head_sha,
    state: row.state,
    conclusion: row.conclusion ?? undefined,
    reason: row.reason === null ? undefined : quietTitles[row.reason],
    heldBy: row.held_by ?? undefined,
    counts,
    createdAt: row.created_at,
    concludedAt: row.concluded_at ?? undefined,
    retry: judgeRetry(row, counts),
  };
}
