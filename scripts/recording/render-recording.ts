/** Renders the output of a command as a picture that moves: an SVG that shows each line when it was printed, without scripts and fonts of its own. */

export interface PrintedLine {
  /** When it was printed, in milliseconds after the start. */
  readonly at: number;
  /** Text with the colors of a terminal (SGR codes). */
  readonly text: string;
}

const columns = 118;
const rows = 30;
const lineHeight = 18;
const charWidth = 7.8;
const padding = 14;
/** A longer pause is shortened to this, in milliseconds. */
const longestPause = 900;
/** At least this long for a line, so that a burst can be followed, in milliseconds. */
const shortestPause = 70;
/** The end stays before it begins again, in milliseconds. */
const lastPause = 6_000;

/** A code of the terminal that changes the style of what follows. */
const sgr = new RegExp(`${String.fromCharCode(27)}\\[([\\d;]*)m`);
/** SGR codes → class. Codes that end a style have none. */
const styles: Readonly<Record<string, string>> = {
  1: 'bold',
  2: 'dim',
  31: 'red',
  32: 'green',
  33: 'yellow',
  36: 'cyan',
};

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** One line as spans, cut at the width of the terminal. */
function renderLine(text: string): string {
  const active = new Set<string>();
  let room = columns;
  const parts = text.replaceAll('\t', '  ').split(sgr);
  return parts
    .map((part, index) => {
      if (index % 2 === 1) {
        for (const code of part.split(';')) {
          const style = styles[code];
          if (style === undefined) active.clear();
          else active.add(style);
        }
        return '';
      }
      const shown = part.length > room ? `${part.slice(0, Math.max(0, room - 1))}…` : part;
      const visible = room > 0 ? shown : '';
      room -= part.length;
      if (visible === '') return '';
      const classes = [...active].join(' ');
      return classes === '' ? escapeXml(visible) : `<tspan class="${classes}">${escapeXml(visible)}</tspan>`;
    })
    .join('');
}

/** Times at which the lines appear, in milliseconds, with pauses that a reader can follow. */
export function paceLines(lines: readonly PrintedLine[]): number[] {
  let now = 0;
  return lines.map(({ at }, index) => {
    const pause = at - (lines[index - 1]?.at ?? at);
    now += Math.min(longestPause, Math.max(shortestPause, pause));
    return now;
  });
}

export function renderRecording(lines: readonly PrintedLine[], title: string): string {
  const times = paceLines(lines);
  const total = (times.at(-1) ?? 0) + lastPause;
  const offset = (shown: number) => `transform:translateY(${(rows - shown) * lineHeight}px)`;
  const frames = times.map((time, index) => `${((100 * time) / total).toFixed(2)}%{${offset(index + 1)}}`);
  const width = Math.round(columns * charWidth + 2 * padding);
  const height = rows * lineHeight + 2 * padding;
  const body = lines.map(
    ({ text }, index) =>
      `<text x="${padding}" y="${padding + (index + 1) * lineHeight - 5}">${renderLine(text)}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    '<style>',
    'text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#d7dae0;white-space:pre}',
    '.bold{font-weight:700;fill:#fff}.dim{fill:#8b919c}.red{fill:#ff7b72}.green{fill:#56d364}.yellow{fill:#e3b341}.cyan{fill:#56c8d8}',
    `.lines{${offset(lines.length)};animation:play ${(total / 1_000).toFixed(1)}s steps(1,end) infinite}`,
    `@keyframes play{0%{${offset(0)}}${frames.join('')}100%{${offset(lines.length)}}}`,
    '@media (prefers-reduced-motion:reduce){.lines{animation:none}}',
    '</style>',
    `<clipPath id="screen"><rect width="${width}" height="${height - padding}"/></clipPath>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#16191f"/>`,
    `<g clip-path="url(#screen)"><g class="lines">`,
    ...body,
    '</g></g>',
    '</svg>',
    '',
  ].join('\n');
}
