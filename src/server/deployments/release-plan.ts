/** Reads what a release deploys: the components of the inventory, in the order that the uploads of merges have shown. */
import type { Kysely } from 'kysely';
import { type Activity, mergedActivity } from '../../domain/dispatch/activities.ts';
import {
  addKnownOrder,
  type InventoryEntry,
  type KnownNode,
  type KnownOrder,
  releaseGraph,
} from '../../domain/dispatch/release-graph.ts';
import type { ResolveRules, WorkflowResolution } from '../../domain/dispatch/resolve-workflows.ts';
import type { DependencyGraph } from '../../domain/stacks/graph.ts';
import type { Database } from '../database/schema.ts';
import { type PublishedSets, readResolveRules, readSetNodes, resolveNode } from './read-set.ts';
import type { DeployedRepository } from './seams.ts';

/** A component of the inventory, as another feature keeps it. */
interface InventoryRow {
  readonly repositoryId: string;
  readonly stack: string;
  readonly component: string;
  readonly componentType: string;
  /** JSON text of `settings.pro`. */
  readonly pro: string | undefined;
}

/** Where a page ends. */
type InventoryCursor = Omit<InventoryRow, 'pro'>;

/** The inventory that a repository has uploaded, without what is gone. */
export interface ReleaseInventory {
  list(filter: {
    readonly workspaceId: string;
    readonly repositoryId: string;
    readonly after?: InventoryCursor | undefined;
    readonly limit: number;
  }): Promise<{
    readonly instances: readonly InventoryRow[];
    readonly next: InventoryCursor | undefined;
  }>;
}

const rowsPerRead = 200;
/** Most components of one inventory that are read. */
const maxInventory = 50_000;
/** Most uploads of merges that are read for their order, and most of their components. */
const maxMergedSets = 50;
const maxKnownNodes = 50_000;

type Place = Pick<DeployedRepository, 'workspaceId' | 'repositoryId' | 'config'>;

async function* readInventory(
  inventory: ReleaseInventory,
  { workspaceId, repositoryId }: Place,
): AsyncGenerator<InventoryRow> {
  let after: InventoryCursor | undefined;
  for (let read = 0; read < maxInventory; read += rowsPerRead) {
    const page = await inventory.list({ workspaceId, repositoryId, after, limit: rowsPerRead });
    yield* page.instances;
    after = page.next;
    if (after === undefined) return;
  }
}

function resolve({ pro }: InventoryRow, activity: Activity, rules: ResolveRules): WorkflowResolution {
  return resolveNode({ pro, deleted: false }, activity, rules);
}

/** Whether a component of the inventory has a workflow for the activity. */
export async function startsAnything(
  inventory: ReleaseInventory,
  { repository, activity }: { readonly repository: Place; readonly activity: Activity },
): Promise<boolean> {
  const rules = readResolveRules(repository.config);
  for await (const row of readInventory(inventory, repository))
    if (resolve(row, activity, rules).status !== 'skipped') return true;
  return false;
}

/** Sets of merges, the newest first. */
async function listMergedSets(
  db: Kysely<Database>,
  { workspaceId, repositoryId }: Place,
): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('batches')
    .innerJoin('batch_sets', 'batch_sets.batch_id', 'batches.id')
    .select('batch_sets.set_id as set')
    .where('batches.repository_id', '=', repositoryId)
    .where('batches.workspace_id', '=', workspaceId)
    .where('batches.event', '=', 'pull_request')
    .where('batches.activity', '=', mergedActivity)
    .orderBy('batch_sets.set_id', 'desc')
    .limit(maxMergedSets)
    .execute();
  return rows.map(({ set }) => set);
}

export interface ReleasePlanPorts {
  readonly db: Kysely<Database>;
  readonly sets: PublishedSets;
  readonly inventory: ReleaseInventory;
}

async function readKnownOrder(repository: Place, { db, sets }: ReleasePlanPorts): Promise<KnownOrder> {
  let order: KnownOrder = new Map();
  let read = 0;
  for (const set of await listMergedSets(db, repository)) {
    const nodes: KnownNode[] = [];
    for await (const node of readSetNodes(sets, set)) nodes.push(node);
    read += nodes.length;
    if (read > maxKnownNodes) break;
    order = addKnownOrder(order, nodes);
  }
  return order;
}

/** Nodes and what each starts, by its index. */
export async function readReleaseGraph(
  { repository, activity }: { readonly repository: Place; readonly activity: Activity },
  ports: ReleasePlanPorts,
): Promise<{ readonly graph: DependencyGraph; readonly resolutions: readonly WorkflowResolution[] }> {
  const rules = readResolveRules(repository.config);
  const entries: InventoryEntry[] = [];
  for await (const row of readInventory(ports.inventory, repository))
    entries.push({ ...row, isWired: resolve(row, activity, rules).status !== 'skipped' });
  const graph = releaseGraph(entries, await readKnownOrder(repository, ports));
  return { graph, resolutions: graph.nodes.map((node) => resolveNode(node, activity, rules)) };
}
