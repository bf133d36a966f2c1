/** The job summary of what is affected: counts, a table, and what depends on what. Markdown. */

import { markupCode, markupTable } from '../../base/markup.ts';
import type { DependencyGraph } from '../../domain/stacks/graph.ts';
import { buildGraph } from '../../domain/stacks/graph-builder.ts';
import { type AffectedItem, type DependentItem, instanceKey } from '../../domain/stacks/items.ts';
import { renderMermaid } from '../../domain/stacks/render-mermaid.ts';
import { countAffected, describeAffectedCounts } from './count-affected.ts';
import type { AffectedComponent } from './read-affected.ts';

/** GitHub takes 1 MiB of summary from one step, and drops it whole above that. */
const maxTableBytes = 800_000;
const maxRows = 1_000;

export interface AffectedSummary {
  readonly components: readonly AffectedComponent[];
  /** What was compared, and where it went: sentences. */
  readonly notes: readonly string[];
}

function countBelow({ dependents }: AffectedItem): number {
  const below = new Set<string>();
  const collect = (items: readonly DependentItem[]): void => {
    for (const item of items) {
      below.add(instanceKey(item));
      collect(item.dependents);
    }
  };
  collect(dependents);
  return below.size;
}

function describeReason(item: AffectedItem, reason: string): string {
  if (item.deleted !== true) return markupCode(reason);
  return item.deletion_type === 'stack' ? 'deleted with its stack' : 'deleted';
}

function* rows(components: readonly AffectedComponent[]): Iterable<readonly string[]> {
  for (const { item, componentType, reason } of components) {
    yield [
      markupCode(item.stack),
      markupCode(item.component),
      markupCode(componentType),
      describeReason(item, reason),
      String(countBelow(item)),
    ];
  }
}

interface Shape {
  readonly stack: string;
  readonly component: string;
  readonly dependents: readonly Shape[];
}

/** Names only: a graph that is drawn needs no settings. */
function shapeOf({ stack, component, dependents }: Shape): Shape {
  return { stack, component, dependents: dependents.map(shapeOf) };
}

/** Undefined beyond what a graph may hold. */
function graphOf(components: readonly AffectedComponent[]): DependencyGraph | undefined {
  const result = buildGraph(components.map(({ item }) => shapeOf(item)));
  return result.status === 'built' ? result.graph : undefined;
}

function renderDiagram(graph: DependencyGraph | undefined): readonly string[] {
  const heading = '### What depends on what';
  if (graph === undefined) return [heading, 'Too much to draw, and to count.'];
  const diagram = renderMermaid(graph);
  if (diagram !== undefined) {
    const words = {
      instances: 'An arrow leads to what depends on its start; affected components have a thick line.',
      stacks: 'Too many components to draw: the stacks, with how many there are of each.',
    };
    return [heading, words[diagram.detail], `\`\`\`mermaid\n${diagram.text}\n\`\`\``];
  }
  const { nodes, edgeCount } = graph;
  return edgeCount === 0
    ? []
    : [heading, `Too much to draw: ${nodes.length} components, ${edgeCount} dependencies.`];
}

/** Ends without a newline. Under 1 MiB whatever is affected. */
export function renderAffected({ components, notes }: AffectedSummary): string {
  const counts = describeAffectedCounts(countAffected(components.map(({ item }) => item)));
  const sections = ['## Affected stacks', [`${counts}.`, ...notes].join(' ')];
  if (components.length > 0) {
    sections.push(
      markupTable(['Stack', 'Component', 'Type', 'Why', 'Depend on it'], rows(components), {
        maxRows,
        maxBytes: maxTableBytes,
      }),
      ...renderDiagram(graphOf(components)),
    );
  }
  return sections.join('\n\n');
}
