/** The job summary of what is affected: counts, a table, and what depends on what. Markdown. */
import { countAffected, describeCounts } from './count-affected.ts';
import { type AffectedItem, type DependentItem, instanceKey } from './items.ts';
import { boundedTable, markupCode } from './markup.ts';
import type { AffectedComponent } from './read-affected.ts';
import { type Drawing, renderMermaid } from './render-mermaid.ts';

/** GitHub takes 1 MiB of summary from one step, and drops it whole above that. */
const maxTableBytes = 800_000;
const maxRows = 1_000;

export interface AffectedSummary {
  readonly components: readonly AffectedComponent[];
  readonly drawing: Drawing;
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

function* rows(components: readonly AffectedComponent[]): Iterable<readonly string[]> {
  for (const { item, componentType, reason } of components) {
    yield [
      markupCode(item.stack),
      markupCode(item.component),
      markupCode(componentType),
      item.deleted === true
        ? `deleted with its ${markupCode(item.deletion_type ?? 'component')}`
        : markupCode(reason),
      String(countBelow(item)),
    ];
  }
}

function renderDiagram(drawing: Drawing): readonly string[] {
  const diagram = renderMermaid(drawing);
  if (diagram !== undefined) {
    const words = {
      instances: 'An arrow leads to what depends on its start; affected components have a thick line.',
      stacks: 'Too many components to draw: the stacks, with how many there are of each.',
    };
    return ['### What depends on what', words[diagram.detail], `\`\`\`mermaid\n${diagram.text}\n\`\`\``];
  }
  const { nodes, edges } = drawing;
  return edges.length === 0
    ? []
    : [
        '### What depends on what',
        `Too much to draw: ${nodes.length} components, ${edges.length} dependencies.`,
      ];
}

/** Ends without a newline. Under 1 MiB whatever is affected. */
export function renderAffected({ components, drawing, notes }: AffectedSummary): string {
  const counts = describeCounts(countAffected(components.map(({ item }) => item)));
  const sections = ['## Affected stacks', [`${counts}.`, ...notes].join(' ')];
  if (components.length > 0) {
    sections.push(
      boundedTable(['Stack', 'Component', 'Type', 'Why', 'Depend on it'], rows(components), {
        maxRows,
        maxBytes: maxTableBytes,
      }),
      ...renderDiagram(drawing),
    );
  }
  return sections.join('\n\n');
}
