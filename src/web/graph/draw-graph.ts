/** Draws a graph as SVG: boxes that are links, and lines between them. Each box has an id, so that a live update changes its state alone. */
import { type Href, type Html, html } from '../html.ts';
import type { Tone } from '../parts/states.ts';
import { boxHeight, boxWidth, type LaidEdge, layoutGraph } from './layout-graph.ts';

export interface GraphBox {
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;
  /** Below the title. */
  readonly text: string;
  readonly tone: Tone;
  readonly href: Href;
  readonly isCritical: boolean;
}

export interface DrawnGraph {
  /** Names the picture for screen readers. */
  readonly label: string;
  readonly boxes: readonly GraphBox[];
  /** Indexes of boxes. */
  readonly edges: readonly { readonly from: number; readonly to: number; readonly isCritical: boolean }[];
}

/** Most characters that fit into a box. */
const maxTitle = 23;
const maxText = 27;
const inset = 9;

function shortenTo(length: number, text: string): string {
  const characters = [...text];
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : text;
}

/** A curve between columns, a straight line through one. */
function drawLine({ points, isBack }: LaidEdge, isCritical: boolean): Html {
  const [start, ...rest] = points;
  let line = start === undefined ? '' : `M${start.x} ${start.y}`;
  let last = start;
  for (const point of rest) {
    const middle = ((last?.x ?? 0) + point.x) / 2;
    line +=
      last?.y === point.y
        ? `H${point.x}`
        : `C${middle} ${last?.y ?? 0} ${middle} ${point.y} ${point.x} ${point.y}`;
    last = point;
  }
  return html`<path class="${isBack ? 'back' : isCritical ? 'critical' : ''}" d="${line}"/>`;
}

export function drawGraph({ label, boxes, edges }: DrawnGraph): Html {
  const { width, height, nodes, edges: laid } = layoutGraph(boxes.length, edges);
  const critical = new Set(
    edges.flatMap(({ from, to, isCritical }) => (isCritical ? [from * boxes.length + to] : [])),
  );
  const lines = laid.map((edge) => drawLine(edge, critical.has(edge.from * boxes.length + edge.to)));
  const drawn = boxes.map(({ id, title, text, tone, href, isCritical }, index) => {
    const { x, y } = nodes[index] ?? { x: 0, y: 0 };
    return html`<a id="${id}" class="box ${tone}${isCritical ? ' critical' : ''}" href="${href}"><title>${title}: ${text}</title><rect x="${x}" y="${y}" width="${boxWidth}" height="${boxHeight}" rx="6"/><text x="${x + inset}" y="${y + 17}">${shortenTo(maxTitle, title)}</text><text x="${x + inset}" y="${y + 33}">${shortenTo(maxText, text)}</text></a>`;
  });
  return html`<div class="scroll graph" role="region" aria-label="${label}" tabindex="0"><svg id="graph" width="${width}" height="${height}" role="group" aria-label="${label}">${lines}${drawn}</svg></div>`;
}
