/** Batches and their dispatches for the pages of people: what they show, and what admins may do. */

import { ok } from '../../../base/result.ts';
import { batchStates } from '../../../domain/dispatch/advance-batch.ts';
import { conclusions } from '../../../domain/dispatch/conclude.ts';
import type { DispatchFilterState } from '../../../domain/dispatch/dispatch-filter.ts';
import type { BatchSummary, NamedRepository } from '../../../domain/reports/batch-summary.ts';
import { describeProgress } from '../../../domain/reports/progress.ts';
import { explainBatch } from '../../../domain/reports/why.ts';
import { instanceKey } from '../../../domain/stacks/items.ts';
import type { ServerConfig, WorkspaceConfig } from '../../config/config.ts';
import { reachStore } from '../../database/failures.ts';
import { readDatabaseTime } from '../../database/open.ts';
import { type Answer, refuseRequest } from '../../http/answer.ts';
import { type RepositoryNames, readRepositoryNames } from '../../repositories/repository-names.ts';
import type { BatchRow } from '../admin/batch-reads.ts';
import { type BatchReadPorts, refuseUnknownBatch } from '../admin/read-batches.ts';
import {
  type AdminCommand,
  type AdminCommandPorts,
  type CommandCaller,
  runAdminCommand,
} from '../admin/run-command.ts';
import { type DeskBatchDetails, nameDeskRepository, toDeskBatch } from './desk-batch.ts';
import { type ListedDispatch, listDispatches } from './list-dispatches.ts';
import { readBatchGraph, readOpenMark } from './read-graph.ts';

interface DeskDispatch extends Omit<ListedDispatch, 'repositoryId'> {
  readonly repository: NamedRepository;
}

/** As in the address: what does not fit is refused. */
interface DeskBatchQuery {
  readonly repository?: string | undefined;
  readonly pull?: string | undefined;
  /** `open`, a state, or a conclusion. */
  readonly state?: string | undefined;
  readonly older?: number | undefined;
  readonly newer?: number | undefined;
  readonly limit: number;
}

interface DeskBatchPage {
  readonly batches: readonly BatchSummary[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
}

interface DeskDispatchPage {
  readonly dispatches: readonly DeskDispatch[];
  readonly next: number | undefined;
  readonly newer: number | undefined;
  readonly searchedDownTo: number | undefined;
}

interface DeskDispatchQuery {
  readonly repository?: string | undefined;
  readonly state?: DispatchFilterState | undefined;
  readonly beforeId?: number | undefined;
  readonly afterId?: number | undefined;
  readonly limit: number;
}

export interface BatchDesk {
  list(workspace: WorkspaceConfig, query: DeskBatchQuery): Promise<Answer<DeskBatchPage>>;
  find(workspace: WorkspaceConfig, id: string): Promise<Answer<BatchSummary>>;
  show(workspace: WorkspaceConfig, id: string): Promise<Answer<DeskBatchDetails>>;
  listDispatches(workspace: WorkspaceConfig, query: DeskDispatchQuery): Promise<DeskDispatchPage>;
  /** Another text whenever an open batch of the workspace has changed, or one is open that was not. */
  readMark(workspaceId: string): Promise<string>;
  /** As the API does it for an admin. */
  command(command: AdminCommand): Promise<Answer<unknown>>;
}

export type { CommandCaller };

export type BatchDeskPorts = BatchReadPorts &
  AdminCommandPorts & {
    readonly batches: BatchReadPorts['batches'];
    readonly config: Pick<ServerConfig, 'github'>;
  };

const idShape = /^[1-9][0-9]{0,14}$/;

/** `open`, a state, or a conclusion, each by its own index. */
function readState(text: string | undefined) {
  if (text === undefined) return { state: undefined, conclusion: undefined };
  const state = (['open', ...batchStates] as const).find((known) => known === text);
  const conclusion = conclusions.find((known) => known === text);
  return state === undefined && conclusion === undefined ? undefined : { state, conclusion };
}

async function listForDesk(
  workspace: WorkspaceConfig,
  query: DeskBatchQuery,
  { batches, repositories, config }: BatchDeskPorts,
): Promise<Answer<DeskBatchPage>> {
  const { repository, pull, older, newer, limit } = query;
  const state = readState(query.state);
  if (state === undefined) return refuseRequest(400, 'InvalidRequest', 'Unknown state of a batch.');
  if (pull !== undefined && (repository === undefined || !idShape.test(pull)))
    return refuseRequest(
      400,
      'InvalidRequest',
      'Enter the number of the pull request, and its repository as owner/name.',
    );
  const names = await readRepositoryNames(workspace, repositories);
  const repositoryId = repository === undefined ? undefined : names.idOf(repository);
  if (repository !== undefined && repositoryId === undefined)
    return ok({ batches: [], hasOlder: false, hasNewer: false });
  const filter = {
    ...{ ...state, workspaceId: workspace.id, repositoryId, pull },
    // One more tells whether there are more.
    limit: limit + 1,
  };
  const rows = await batches.list({ ...filter, beforeId: older, afterId: newer });
  const isUp = newer !== undefined;
  const shown = isUp ? rows.slice(-limit) : rows.slice(0, limit);
  const isMore = rows.length > limit;
  const { serverUrl } = config.github;
  return ok({
    batches: shown.map((row) => toDeskBatch(row, nameDeskRepository(row.repository_id, names, serverUrl))),
    hasOlder: isUp || isMore,
    hasNewer: isUp ? isMore : older !== undefined,
  });
}

async function findForDesk(
  workspace: WorkspaceConfig,
  id: string,
  { batches, repositories, config }: BatchDeskPorts,
): Promise<
  Answer<{ readonly row: BatchRow; readonly batch: BatchSummary; readonly names: RepositoryNames }>
> {
  const row = idShape.test(id) ? await batches.find(workspace.id, Number(id)) : undefined;
  if (row === undefined) return refuseUnknownBatch(id.slice(0, 20));
  const names = await readRepositoryNames(workspace, repositories);
  const repository = nameDeskRepository(row.repository_id, names, config.github.serverUrl);
  return ok({ row, batch: toDeskBatch(row, repository), names });
}

async function showForDesk(
  workspace: WorkspaceConfig,
  id: string,
  ports: BatchDeskPorts,
): Promise<Answer<DeskBatchDetails>> {
  const found = await findForDesk(workspace, id, ports);
  if (found.status === 'refused') return found;
  const { row, batch, names } = found.value;
  const { database, reader, batches } = ports;
  const repository = workspace.repositories.find(({ name }) => names.idOf(name) === row.repository_id);
  const threshold = repository?.deployments?.hold.threshold;
  const { shown, graph, now } = await reachStore(async () => ({
    shown: await reader.ofBatch(database.db, row.id, { threshold }),
    graph: await readBatchGraph(database.db, { id: row.id, createdAt: row.created_at }),
    now: await readDatabaseTime(database),
  }));
  if (shown === undefined) return refuseUnknownBatch(id);
  const { report } = shown;
  const rows = new Map(report.rows.map((one) => [instanceKey(one), one]));
  // A deployment that came with an upload in between is shown with the next one.
  const kept = graph.nodes.flatMap(({ stack, component, ...node }, index) => {
    const own = rows.get(instanceKey({ stack, component }));
    return own === undefined ? [] : [{ index, deployment: { ...node, row: own } }];
  });
  const places = new Map(kept.map(({ index }, place) => [index, place]));
  const commands = await batches.listCommands(row.id);
  return ok({
    batch,
    now,
    title: describeProgress(report),
    why: explainBatch(report),
    replacedBy: report.replacedBy,
    pulls: report.pulls ?? [],
    ownerErrors: report.ownerErrors,
    deployments: kept.map(({ deployment }) => deployment),
    edges: graph.edges.flatMap((edge) => {
      const [from, to] = [places.get(edge.from), places.get(edge.to)];
      return from === undefined || to === undefined ? [] : [{ from, to }];
    }),
    commands: commands.map(({ commanded_at: at, actor_login: by, kind: command, outcome }) => ({
      ...{ at, by, command, outcome },
    })),
  });
}

export function createBatchDesk(ports: BatchDeskPorts): BatchDesk {
  const { database, repositories, config } = ports;
  return {
    list: (workspace, query) => listForDesk(workspace, query, ports),
    async find(workspace, id) {
      const found = await findForDesk(workspace, id, ports);
      return found.status === 'refused' ? found : ok(found.value.batch);
    },
    show: (workspace, id) => showForDesk(workspace, id, ports),
    async listDispatches(workspace, { repository, ...query }) {
      const names = await readRepositoryNames(workspace, repositories);
      const repositoryId = repository === undefined ? undefined : names.idOf(repository);
      if (repository !== undefined && repositoryId === undefined)
        return { dispatches: [], next: undefined, newer: undefined, searchedDownTo: undefined };
      const page = await reachStore(() =>
        listDispatches(database.db, { ...query, workspaceId: workspace.id, repositoryId }),
      );
      const dispatches = page.dispatches.map(({ repositoryId: id, ...dispatch }) => ({
        ...dispatch,
        repository: nameDeskRepository(id, names, config.github.serverUrl),
      }));
      return { ...page, dispatches };
    },
    readMark: (workspaceId) => reachStore(() => readOpenMark(database.db, workspaceId)),
    command: (command) => runAdminCommand(command, ports),
  };
}
