/** Renders dependencies as a Mermaid diagram, as detailed as it stays readable and within Mermaid's limits. */
import { compareText, type DependencyGraph } from './graph.ts';

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

/** How boxes of instances look. */
export interface DiagramStyle {
  /** A key of `definitions`, for each node by its index. */
  readonly classOf: (node: number) => string;
  /** Name → Mermaid's `classDef`. */
  readonly definitions: Readonly<Record<string, string>>;
}

/** A thick line around what is affected. */
function affectedStyle({ nodes }: DependencyGraph): DiagramStyle {
  return {
    classOf: (node) => (nodes[node]?.affected === true ? 'affected' : ''),
    definitions: { affected: 'stroke-width:3px' },
  };
}

function drawInstances({ nodes, edgeCount }: DependencyGraph, style: DiagramStyle): string | undefined {
  if (nodes.length > maxBoxes || edgeCount > maxEdges) return undefined;
  const byStack = Map.groupBy(
    nodes.map((node, index) => ({ ...node, index })),
    ({ stack }) => stack,
  );
  const groups = [...byStack].flatMap(([stack, members], index) => [
    `  subgraph s${index} [${label(stack)}]`,
    ...members.map(({ index: at, component }) => {
      const name = style.classOf(at);
      return `    n${at}[${label(component)}]${name === '' ? '' : `:::${name}`}`;
    }),
    '  end',
  ]);
  const arrows = nodes.flatMap(({ dependents }, from) => dependents.map((to) => `  n${from} --> n${to}`));
  const classes = Object.entries(style.definitions).map(([name, look]) => `  classDef ${name} ${look}`);
  return fits(['flowchart LR', ...groups, ...arrows, ...classes]);
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
export function renderMermaid(
  graph: DependencyGraph,
  style: DiagramStyle = affectedStyle(graph),
): RenderedDiagram | undefined {
  if (graph.edgeCount === 0) return undefined;
  const instances = drawInstances(graph, style);
  if (instances !== undefined) return { detail: 'instances', text: instances };
  const stacks = drawStacks(graph);
  return stacks === undefined ? undefined : { detail: 'stacks', text: stacks };
}
