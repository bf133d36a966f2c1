/** A page of the nodes of an affected set. A glob reads a bounded number of them, however few match. */
import type { StackGlob } from '../../domain/patterns/stack-glob.ts';
import { type AffectedStore, maxNodePage, type NodeFilter, type StoredNode } from './affected-store.ts';

/** Most nodes that one answer reads. */
const maxScan = 20_000;

export interface NodePage {
  readonly nodes: readonly StoredNode[];
  /** Number of the last node that was read: set if there may be more. */
  readonly next: number | undefined;
}

export async function listSetNodes(
  affected: Pick<AffectedStore, 'listNodes'>,
  { glob, ...filter }: NodeFilter & { readonly glob: StackGlob | undefined },
): Promise<NodePage> {
  if (glob === undefined) {
    const nodes = await affected.listNodes(filter);
    return { nodes, next: nodes.length === filter.limit ? nodes.at(-1)?.number : undefined };
  }
  const found: StoredNode[] = [];
  let after = filter.after;
  for (let seen = 0; seen < maxScan; seen += maxNodePage) {
    const page = await affected.listNodes({
      ...filter,
      limit: maxNodePage,
      prefix: glob.prefix,
      after,
    });
    for (const node of page) {
      after = node.number;
      if (glob.matches(node.stack) && found.push(node) === filter.limit) return { nodes: found, next: after };
    }
    if (page.length < maxNodePage) return { nodes: found, next: undefined };
  }
  return { nodes: found, next: after };
}
