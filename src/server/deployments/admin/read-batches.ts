/** Lists and shows the batches of a workspace to an admin. */
import type { Static } from 'typebox';
import {
  defaultAdminPageLength,
  type listBatchesRoute,
  maxAdminPageLength,
  type showBatchRoute,
} from '../../../api/routes/batches.ts';
import { ok } from '../../../base/result.ts';
import { toTimestamp } from '../../../base/text.ts';
import { describeProgress } from '../../../domain/reports/progress.ts';
import { explainBatch, explainRow } from '../../../domain/reports/why.ts';
import { instanceKey } from '../../../domain/stacks/items.ts';
import type { WorkspaceConfig } from '../../config/config.ts';
import { reachStore } from '../../database/failures.ts';
import { readJsonText } from '../../database/json-text.ts';
import type { OpenedDatabase } from '../../database/open.ts';
import { type Answer, refuseRequest } from '../../http/answer.ts';
import { type RepositoryNames, readRepositoryNames } from '../../repositories/repository-names.ts';
import type { RepositoryStore } from '../../repositories/store.ts';
import { isHoldList } from '../batch-table.ts';
import { readOwnerErrors } from '../owner-errors.ts';
import type { ReportReader } from '../read-report.ts';
import type { BatchReads, BatchRow } from './batch-reads.ts';
import { type ShownBatchData, showBatch } from './show-batch.ts';
import { showDeployments } from './show-deployments.ts';

export interface BatchReadPorts {
  readonly database: OpenedDatabase;
  readonly batches: BatchReads;
  readonly reader: Pick<ReportReader, 'ofBatch'>;
  readonly repositories: Pick<RepositoryStore, 'list'>;
}

function readPageLength(text: string | undefined): number {
  return Math.min(text === undefined ? defaultAdminPageLength : Number(text), maxAdminPageLength);
}

export function refuseUnknownBatch(id: string) {
  return refuseRequest(404, 'BatchNotFound', `The workspace has no batch ${id}.`);
}

interface BatchPage {
  readonly batches: readonly ShownBatchData[];
  readonly next: string | undefined;
}

export async function listBatchesForAdmin(
  workspace: WorkspaceConfig,
  query: Static<(typeof listBatchesRoute)['query']>,
  { batches, repositories }: Pick<BatchReadPorts, 'batches' | 'repositories'>,
): Promise<Answer<BatchPage>> {
  const { repository, state, pull, after } = query;
  if (pull !== undefined && repository === undefined)
    return refuseRequest(400, 'InvalidRequest', 'Missing `repository`: `pull` is a number in a repository.');
  const names = await readRepositoryNames(workspace, repositories);
  const repositoryId = repository === undefined ? undefined : names.idOf(repository);
  if (repository !== undefined && repositoryId === undefined) return ok({ batches: [], next: undefined });
  const limit = readPageLength(query.limit);
  const rows = await batches.list({
    workspaceId: workspace.id,
    repositoryId,
    state,
    pull,
    beforeId: after === undefined ? undefined : Number(after),
    limit,
  });
  const last = rows.length === limit ? rows.at(-1)?.id : undefined;
  return ok({
    batches: rows.map((row) => showBatch(row, names)),
    next: last === undefined ? undefined : String(last),
  });
}

/** What check and comment say of the batch, and which commit replaced it. */
async function readShown(
  row: BatchRow,
  { workspace, names }: { readonly workspace: WorkspaceConfig; readonly names: RepositoryNames },
  { database, reader }: BatchReadPorts,
) {
  // By what is known: GitHub may be what is down.
  const config = workspace.repositories.find(({ name }) => names.idOf(name) === row.repository_id);
  const threshold = config?.deployments?.hold.threshold;
  const shown = await reachStore(() => reader.ofBatch(database.db, row.id, { threshold }));
  if (shown === undefined) return { said: { title: '' }, statuses: new Map<string, string>() };
  const { report } = shown;
  const said = {
    title: describeProgress(report),
    why: explainBatch(report),
    replacedBy: report.replacedBy,
    pullRequests: report.pulls && [...report.pulls],
  };
  const statuses = new Map(report.rows.map((one) => [instanceKey(one), explainRow(one, report)]));
  return { said, statuses };
}

export async function showBatchToAdmin(
  workspace: WorkspaceConfig,
  { id, after, limit: asked }: { readonly id: string } & Static<(typeof showBatchRoute)['query']>,
  ports: BatchReadPorts,
): Promise<Answer<object>> {
  const { batches, repositories } = ports;
  const row = await batches.find(workspace.id, Number(id));
  if (row === undefined) return refuseUnknownBatch(id);
  const limit = readPageLength(asked);
  // Cursors start at 1, and deployments at 0.
  const page = await batches.readNodes({
    batchId: row.id,
    after: after === undefined ? -1 : Number(after) - 1,
    limit,
  });
  const commands = await batches.listCommands(row.id);
  const reviewUrl = await batches.findReviewUrl(row);
  const names = await readRepositoryNames(workspace, repositories);
  const errors = readOwnerErrors(row);
  const last = page.nodes.length === limit ? page.nodes.at(-1)?.number : undefined;
  const { said, statuses } = await readShown(row, { workspace, names }, ports);
  return ok({
    ...showBatch(row, names),
    ...said,
    released: readJsonText(row.released, isHoldList, 'batches.released'),
    ownerErrors: errors.length === 0 ? undefined : errors.map((error) => ({ ...error })),
    reviewUrl,
    commands: commands.map((command) => ({
      at: toTimestamp(command.commanded_at),
      by: command.actor_login,
      command: command.kind,
      outcome: command.outcome,
    })),
    deployments: showDeployments(page, statuses),
    next: last === undefined ? undefined : String(last + 1),
  });
}
