/** Renders dependencies as a Mermaid diagram, as detailed as it stays readable and within Mermaid's limits. */
import { compareText, type DependencyGraph } from '../../domain/stacks/graph.ts';

/** A diagram with more boxes than this is unreadable. */
const maxBoxes = 150;
/** Mermaid draws 500; releases before 10.7 drew 280. */
const maxEdges = 280;
/** Mermaid refuses more than 50,000 characters. */
const maxTextLength = 45_000;
/** In characters. */
const maxLabelLength = 80;

/** Inside quotes: whatever could be markup, or end the label, as a code of its own. */
function label(text: string): string {
  const shown = text.length > maxLabelLength ? `${text.slice(0, maxLabelLength - 1)}…` : text;
  return `"${shown.replace(/[^\p{L}\p{N} ._/:,()…-]/gu, (character) => `#${character.codePointAt(0)};`)}"`;
}

function fits(lines: readonly string[]): string | undefined {
  const text = lines.join('\n');
  return text.length > maxTextLength ? undefined : text;
}

function drawInstances({ nodes, edgeCount }: DependencyGraph): string | undefined {
  if (nodes.length > maxBoxes || edgeCount > maxEdges) return undefined;
  const byStack = Map.groupBy(
    nodes.map((node, index) => ({ ...node, index })),
    ({ stack }) => stack,
  );
  const groups = [...byStack].flatMap(([stack, members], index) => [
    `  subgraph s${index} [${label(stack)}]`,
    ...members.map(
      (node) => `    n${node.index}[${label(node.component)}]${node.affected ? ':::affected' : ''}`,
    ),
    '  end',
  ]);
  const arrows = nodes.flatMap(({ dependents }, from) => dependents.map((to) => `  n${from} --> n${to}`));
  return fits(['flowchart LR', ...groups, ...arrows, '  classDef affected stroke-width:3px']);
}

function drawStacks({ nodes }: DependencyGraph): string | undefined {
  const stacks = [...new Set(nodes.map(({ stack }) => stack))].sort(compareText);
  const places = new Map(stacks.map((stack, index) => [stack, index]));
  const placeOf = (stack: string | undefined) => places.get(stack ?? '') ?? -1;
  const arrows = new Set<string>();
  for (const { stack, dependents } of nodes) {
    const from = placeOf(stack);
    for (const dependent of dependents) {
      const to = placeOf(nodes[dependent]?.stack);
      if (from !== to) arrows.add(`  s${from} --> s${to}`);
    }
  }
  if (stacks.length > maxBoxes || arrows.size > maxEdges || arrows.size === 0) return undefined;
  const counts = Map.groupBy(nodes, ({ stack }) => stack);
  const boxes = stacks.map(
    (stack, index) => `  s${index}[${label(`${stack} (${counts.get(stack)?.length ?? 0})`)}]`,
  );
  return fits(['flowchart LR', ...boxes, ...arrows]);
}

export interface RenderedDiagram {
  readonly detail: 'instances' | 'stacks';
  readonly text: string;
}

/** Each instance, else each stack, else undefined: then only counts are left. Undefined too when nothing depends on anything. */
export function renderMermaid(graph: DependencyGraph): RenderedDiagram | undefined {
  if (graph.edgeCount === 0) return undefined;
  const instances = drawInstances(graph);
  if (instances !== undefined) return { detail: 'instances', text: instances };
  const stacks = drawStacks(graph);
  return stacks === undefined ? undefined : { detail: 'stacks', text: stacks };
}
