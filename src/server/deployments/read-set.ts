/** Reads affected sets: what their components start, and for which activities anything is wired. */
import type { Activity } from '../../domain/dispatch/activities.ts';
import { type DeploymentKind, deploymentKinds } from '../../domain/dispatch/kinds.ts';
import { readPro } from '../../domain/dispatch/read-pro.ts';
import {
  type ResolveRules,
  resolveWorkflows,
  type WorkflowResolution,
} from '../../domain/dispatch/resolve-workflows.ts';
import type { GraphNode } from '../../domain/stacks/graph.ts';
import type { DeploymentsConfig } from '../config/config.ts';

/** An upload that was published. */
export interface PublishedSet {
  readonly id: number;
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly headSha: string;
  /** Claims of the uploading session, under GitHub's names. */
  readonly uploader: Readonly<Record<string, string>>;
  readonly uploadedAt: number;
  readonly nodes: number;
}

/** What another feature keeps of uploads. */
export interface PublishedSets {
  /** `undefined`: a newer upload of the same workflow has replaced it, or it has expired. */
  readSet(id: number): Promise<PublishedSet | undefined>;
  /** By number, from 0. */
  listNodes(filter: {
    readonly set: number;
    readonly after?: number | undefined;
    readonly limit: number;
  }): Promise<readonly (GraphNode & { readonly number: number })[]>;
}

const nodesPerRead = 1_000;

export async function* readSetNodes(sets: PublishedSets, set: number): AsyncGenerator<GraphNode> {
  let after: number | undefined;
  while (true) {
    const page = await sets.listNodes({ set, after, limit: nodesPerRead });
    yield* page;
    after = page.at(-1)?.number;
    if (page.length < nodesPerRead) return;
  }
}

function isKind(kind: string): kind is DeploymentKind {
  return deploymentKinds.some((known) => known === kind);
}

export function readResolveRules({ dispatch, mergeQueue }: DeploymentsConfig): ResolveRules {
  const kinds = Object.entries(dispatch.workflows).filter(([, kind]) => isKind(kind));
  return { kinds: new Map(kinds), queueFallback: mergeQueue.fallback };
}

export function resolveNode(
  { pro, deleted }: Pick<GraphNode, 'pro' | 'deleted'>,
  activity: Activity,
  rules: ResolveRules,
): WorkflowResolution {
  return resolveWorkflows({ pro: readPro(pro), isDeleted: deleted }, activity, rules);
}

/** Those of `activities` for which a component of the set starts something. */
export async function findWired(
  sets: PublishedSets,
  {
    set,
    activities,
    rules,
  }: { readonly set: number; readonly activities: readonly Activity[]; readonly rules: ResolveRules },
): Promise<ReadonlySet<Activity>> {
  const left = new Set(activities);
  const wired = new Set<Activity>();
  if (left.size === 0) return wired;
  for await (const { pro, deleted } of readSetNodes(sets, set)) {
    const item = { pro: readPro(pro), isDeleted: deleted };
    for (const activity of left) {
      if (resolveWorkflows(item, activity, rules).status === 'skipped') continue;
      wired.add(activity);
      left.delete(activity);
    }
    if (left.size === 0) break;
  }
  return wired;
}
