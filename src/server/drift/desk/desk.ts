/** Instances and causes of drift for the pages of people, and remediating them. */
import type { JsonValue } from '../../../base/json.ts';
import { ok } from '../../../base/result.ts';
import type { DriftCause } from '../../../domain/drift/causes.ts';
import type { InstanceName } from '../../../domain/stacks/items.ts';
import type { WorkspaceConfig } from '../../config/config.ts';
import { reachStore } from '../../database/failures.ts';
import { readDatabaseTime } from '../../database/open.ts';
import { type Answer, refuseRequest } from '../../http/answer.ts';
import { readTextCursor, writeCursor } from '../../http/cursor.ts';
import { createLeaseCache } from '../../repositories/lease-cache.ts';
import { readRepositoryNames } from '../../repositories/repository-names.ts';
import { askRemediation, notConfigured } from '../ask-remediation.ts';
import { type BadgeAsker, ensureBadge } from '../badges/badge-table.ts';
import { type CauseTargets, chooseTargets, noCause } from '../causes/find-targets.ts';
import { readIgnoreRules } from '../causes/ignored.ts';
import { countIgnored } from '../causes/ignored-instances.ts';
import { type FoundCauses, findCauses } from '../causes/list-causes.ts';
import { toShownStatus } from '../show-drift.ts';
import { countByStatus, type StatusCount } from './count-instances.ts';
import { judgeIgnored, moveIgnored } from './ignored-rows.ts';
import {
  type InstancePlace,
  type ListedInstance,
  listInstanceKeys,
  type PageStart,
  readListedInstances,
} from './instance-pages.ts';
import type { DriftDeskPorts } from './ports.ts';
import { hasBadges, type InstanceDetails, showInstanceDetails } from './show-instance.ts';

/** An instance as a list shows it. */
interface DeskInstance extends ListedInstance {
  /** The name of today. */
  readonly repository: string;
  /** A stored status, `ignored`, `remediating`, `remediated` or `orphaned`. */
  readonly state: string;
}

/** As in the address of the page. */
interface InstanceQuery {
  readonly repository?: string | undefined;
  readonly stack?: string | undefined;
  readonly component?: string | undefined;
  readonly state?: string | undefined;
  readonly after?: string | undefined;
  readonly before?: string | undefined;
}

interface InstanceList {
  readonly rows: readonly DeskInstance[];
  readonly previous: string | undefined;
  readonly next: string | undefined;
  /** Of the workspace, or of the repository of the query. */
  readonly counts: readonly StatusCount[];
  readonly now: number;
}

interface NamedCauses extends FoundCauses {
  readonly now: number;
  nameOf(repositoryId: string): string;
}

/** The instances, the person that asks, and the reason. */
interface RemediationAsk {
  readonly repositoryId: string;
  readonly instances: readonly InstanceName[];
  readonly reason: string;
  readonly actor: string;
  readonly by: JsonValue;
  readonly traceId: string;
}

interface BadgeAsk extends BadgeAsker {
  readonly place: InstancePlace;
}

export interface DriftDesk {
  list(workspace: WorkspaceConfig, query: InstanceQuery): Promise<Answer<InstanceList>>;
  show(
    workspace: WorkspaceConfig,
    place: InstancePlace,
  ): Promise<Answer<DeskInstance & InstanceDetails & { readonly now: number }>>;
  /** Those of `places` that exist, as lists show them. */
  readRows(workspace: WorkspaceConfig, places: readonly InstancePlace[]): Promise<readonly DeskInstance[]>;
  causes(workspace: WorkspaceConfig): Promise<NamedCauses>;
  findCause(
    workspace: WorkspaceConfig,
    id: string,
  ): Promise<Answer<NamedCauses & { readonly cause: DriftCause }>>;
  /** The instances that a remediation of the cause in the repository is about. `isFresh`: causes are read again. */
  findTargets(
    workspace: WorkspaceConfig,
    asked: { readonly cause: string; readonly repositoryId: string; readonly isFresh?: boolean | undefined },
  ): Promise<Answer<CauseTargets & { readonly now: number }>>;
  createBadge(workspace: WorkspaceConfig, ask: BadgeAsk): Promise<Answer<undefined>>;
  remediate(workspace: WorkspaceConfig, ask: RemediationAsk): ReturnType<typeof askRemediation>;
}

/** Instances of a page. */
const pageLength = 50;
/** Instances that each cause names. */
const maxNamed = 1_000;
/** How long causes are kept, in milliseconds: they are made of all changes of a workspace. */
const causesAgeMs = 10_000;
const maxCausesKept = 20;

const instanceStates = ['drifted', 'ignored', 'error', 'unknown', 'in_sync', 'disabled', 'orphaned'] as const;

const noInstance = refuseRequest(404, 'InstanceNotFound', 'This workspace has no such instance.');

function readStart({ after, before }: InstanceQuery): PageStart | undefined {
  const text = after ?? before;
  if (text === undefined || text === '') return { kind: 'first' };
  const parts = readTextCursor(text, 4);
  if (parts === undefined) return undefined;
  const [repositoryId = '', stack = '', component = '', componentType = ''] = parts;
  return {
    kind: after === undefined ? 'before' : 'after',
    key: { repositoryId, stack, component, componentType },
  };
}

function writeKey(key: InstancePlace | undefined): string | undefined {
  return key && writeCursor([key.repositoryId, key.stack, key.component, key.componentType]);
}

function stateOf(instance: ListedInstance, isIgnored: boolean, now: number): string {
  if (instance.orphanedAt !== undefined) return 'orphaned';
  if (instance.driftStatus === 'disabled') return 'disabled';
  if (isIgnored && !instance.isRemediating) return 'ignored';
  return toShownStatus(instance, instance, { isOpen: instance.isRemediating, now });
}

async function readRows(
  workspace: WorkspaceConfig,
  { places, now }: { readonly places: readonly InstancePlace[]; readonly now: number },
  ports: DriftDeskPorts,
): Promise<readonly DeskInstance[]> {
  const { db, dialect } = ports.database;
  const found = await readListedInstances(db, dialect, { workspaceId: workspace.id, keys: places });
  const names = await readRepositoryNames(workspace, ports.known);
  const isIgnored = await judgeIgnored(workspace, found, ports);
  return found.map((instance) => ({
    ...instance,
    repository: names.nameOf(instance.repositoryId) ?? instance.repositoryId,
    state: stateOf(instance, isIgnored(instance), now),
  }));
}

async function listForPage(
  workspace: WorkspaceConfig,
  query: InstanceQuery,
  ports: DriftDeskPorts,
): Promise<Answer<InstanceList>> {
  const { database, known } = ports;
  const { db } = database;
  const names = await readRepositoryNames(workspace, known);
  const start = readStart(query);
  if (start === undefined)
    return refuseRequest(400, 'InvalidRequest', 'Invalid address of a page. Begin with the first page.');
  const now = await readDatabaseTime(database);
  const repositoryId = query.repository ? names.idOf(query.repository) : undefined;
  if (query.repository && repositoryId === undefined)
    return ok({ rows: [], previous: undefined, next: undefined, counts: [], now });
  const status = instanceStates.find((one) => one === query.state);
  const { id: workspaceId } = workspace;
  const ignored = await ports.findIgnoredInstances(workspaceId);
  const filter = {
    ...{ workspaceId, repositoryId, status, ignored },
    stack: query.stack || undefined,
    component: query.component || undefined,
  };
  const { keys, previous, next } = await listInstanceKeys(db, filter, { start, limit: pageLength });
  const rows = await readRows(workspace, { places: keys, now }, ports);
  const stored = await countByStatus(db, filter, instanceStates);
  const counts = moveIgnored(stored, countIgnored(ignored, repositoryId));
  return ok({ rows, previous: writeKey(previous), next: writeKey(next), counts, now });
}

async function showForPage(
  workspace: WorkspaceConfig,
  place: InstancePlace,
  ports: DriftDeskPorts,
): ReturnType<DriftDesk['show']> {
  const { database, known } = ports;
  const now = await readDatabaseTime(database);
  const [instance] = await readRows(workspace, { places: [place], now }, ports);
  if (instance === undefined) return noInstance;
  const names = await readRepositoryNames(workspace, known);
  const details = await showInstanceDetails({ workspace, instance, names, now }, ports);
  return ok({ ...instance, ...details, now });
}

/** Once: an instance that has one keeps it. */
async function createBadgeForPage(
  workspace: WorkspaceConfig,
  { place, ...asked }: BadgeAsk,
  { database, known, forgetBadges }: DriftDeskPorts,
): Promise<Answer<undefined>> {
  const { db, dialect } = database;
  const names = await readRepositoryNames(workspace, known);
  const [instance] = await readListedInstances(db, dialect, { workspaceId: workspace.id, keys: [place] });
  if (instance === undefined) return noInstance;
  if (!hasBadges(instance, { workspace, names }))
    return refuseRequest(
      400,
      'InvalidRequest',
      'Badges of this repository are off. Set `drift.badges: true`.',
    );
  const key = { ...place, workspaceId: workspace.id };
  await db.transaction().execute((trx) => ensureBadge(trx, dialect, { instance: key, asked }));
  forgetBadges();
  return ok(undefined);
}

async function readCauses(
  workspace: WorkspaceConfig,
  { database, known }: DriftDeskPorts,
): Promise<NamedCauses> {
  const names = await readRepositoryNames(workspace, known);
  const now = await readDatabaseTime(database);
  const rules = readIgnoreRules(workspace, names, now);
  const scope = { workspaceId: workspace.id, repositoryId: undefined };
  const found = await findCauses(database.db, scope, { rules, maxInstances: maxNamed });
  return { ...found, now, nameOf: (id) => names.nameOf(id) ?? id };
}

export function createDriftDesk(ports: DriftDeskPorts): DriftDesk {
  const causes = createLeaseCache<NamedCauses>(
    {
      maxEntries: maxCausesKept,
      async load(id) {
        const workspace = ports.config.workspaces.find((one) => one.id === id);
        if (workspace === undefined) throw new Error(`unknown workspace ${id}`);
        return reachStore(() => readCauses(workspace, ports));
      },
      validUntil: (_, loadedAt) => loadedAt + causesAgeMs,
    },
    ports.clock,
  );
  const readSome = (workspace: WorkspaceConfig, places: readonly InstancePlace[]) =>
    reachStore(async () => {
      const now = await readDatabaseTime(ports.database);
      return readRows(workspace, { places, now }, ports);
    });

  async function findCause(workspaceId: string, id: string) {
    const found = await causes.get(workspaceId);
    const cause = found.causes.find((one) => one.id === id);
    return cause === undefined ? noCause : ok({ ...found, cause });
  }

  return {
    list: (workspace, query) => reachStore(() => listForPage(workspace, query, ports)),
    show: (workspace, place) => reachStore(() => showForPage(workspace, place, ports)),
    createBadge: (workspace, ask) => reachStore(() => createBadgeForPage(workspace, ask, ports)),
    readRows: readSome,
    causes: ({ id }) => causes.get(id),
    findCause: ({ id: workspaceId }, id) => findCause(workspaceId, id),
    async findTargets(workspace, { cause: id, repositoryId, isFresh = false }) {
      if (isFresh) causes.forget(workspace.id);
      const found = await findCause(workspace.id, id);
      if (found.status === 'refused') return found;
      const { cause, now } = found.value;
      const chosen = await chooseTargets({ cause, repositoryId }, async (places) =>
        (await readSome(workspace, places)).filter(({ orphanedAt }) => orphanedAt === undefined),
      );
      return chosen.status === 'refused' ? chosen : ok({ ...chosen.value, now });
    },
    async remediate(workspace, { repositoryId, by, ...ask }) {
      const { repositories } = await ports.repositories.list(workspace.id);
      const repository = repositories.find((one) => one.repositoryId === repositoryId);
      if (repository === undefined) return notConfigured;
      causes.forget(workspace.id);
      return askRemediation({ repository, ...ask, details: { by } }, ports);
    },
  };
}
