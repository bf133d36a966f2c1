/** What depends on what as a Mermaid diagram, as detailed as it stays readable and within what Mermaid draws. */
import { compareInstances, type InstanceName } from './items.ts';

/** What is drawn: nodes, and for each edge the places of its two nodes, whoever is depended on first. */
export interface Drawing {
  readonly nodes: readonly (InstanceName & { readonly isAffected: boolean })[];
  readonly edges: readonly (readonly [from: number, to: number])[];
}

/** More boxes than this nobody reads. */
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

function drawInstances({ nodes, edges }: Drawing): string | undefined {
  if (nodes.length > maxBoxes || edges.length > maxEdges) return undefined;
  const byStack = Map.groupBy(
    nodes.map((node, index) => ({ ...node, index })).sort(compareInstances),
    ({ stack }) => stack,
  );
  const groups = [...byStack].flatMap(([stack, members], index) => [
    `  subgraph s${index} [${label(stack)}]`,
    ...members.map(
      (node) => `    n${node.index}[${label(node.component)}]${node.isAffected ? ':::affected' : ''}`,
    ),
    '  end',
  ]);
  const arrows = edges.map(([from, to]) => `  n${from} --> n${to}`);
  return fits(['flowchart LR', ...groups, ...arrows, '  classDef affected stroke-width:3px']);
}

function drawStacks({ nodes, edges }: Drawing): string | undefined {
  const stacks = [...new Set(nodes.map(({ stack }) => stack))].sort();
  const places = new Map(stacks.map((stack, index) => [stack, index]));
  const placeOf = (node: number) => places.get(nodes[node]?.stack ?? '') ?? -1;
  const arrows = new Set(
    edges
      .map(([from, to]) => [placeOf(from), placeOf(to)] as const)
      .filter(([from, to]) => from !== to)
      .map(([from, to]) => `  s${from} --> s${to}`),
  );
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
export function renderMermaid(drawing: Drawing): RenderedDiagram | undefined {
  if (drawing.edges.length === 0) return undefined;
  const instances = drawInstances(drawing);
  if (instances !== undefined) return { detail: 'instances', text: instances };
  const stacks = drawStacks(drawing);
  return stacks === undefined ? undefined : { detail: 'stacks', text: stacks };
}
