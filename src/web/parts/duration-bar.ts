/** Draws how long something waited, was dispatched, and ran, as one bar. The numbers are beside it, so screen readers skip it. */
import { type Html, html } from '../html.ts';

export interface BarSpan {
  readonly kind: 'wait' | 'send' | 'run';
  /** Milliseconds, on the scale of `renderBar`. */
  readonly from: number;
  readonly to: number;
}

/** Units of the picture. */
const barWidth = 1_000;
/** A span that is too short to be seen gets so much. */
const minSpan = 4;

/** `from` and `to`: what the whole width means. */
export function renderBar(
  spans: readonly BarSpan[],
  { from, to }: { readonly from: number; readonly to: number },
): Html {
  const scale = barWidth / Math.max(1, to - from);
  const place = (at: number) => Math.round(Math.min(Math.max(at - from, 0) * scale, barWidth));
  return html`<svg class="bar" viewBox="0 0 ${barWidth} 10" preserveAspectRatio="none" aria-hidden="true">${spans.map(
    ({ kind, from: start, to: end }) =>
      html`<rect class="${kind}" x="${Math.min(place(start), barWidth - minSpan)}" width="${Math.max(minSpan, place(end) - place(start))}" height="10"/>`,
  )}</svg>`;
}

/** When something waited, was dispatched and ran; in milliseconds since the Unix epoch. */
export interface SpanTimes {
  readonly since: number;
  readonly plannedAt: number | undefined;
  readonly sentAt: number | undefined;
  readonly endedAt: number | undefined;
}

/** `now`: the end of what has not ended; `undefined`: everything has, and what was not begun never will. */
export function toSpans(
  { since, plannedAt, sentAt, endedAt }: SpanTimes,
  now: number | undefined,
): readonly BarSpan[] {
  const spans: BarSpan[] = [];
  const add = (kind: BarSpan['kind'], from: number | undefined, to: number | undefined) => {
    const end = to ?? endedAt ?? now;
    if (from !== undefined && end !== undefined && end > from) spans.push({ kind, from, to: end });
  };
  add('wait', since, plannedAt);
  add('send', plannedAt, sentAt);
  add('run', sentAt, endedAt);
  return spans;
}
