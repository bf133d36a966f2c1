/** Renders a time: how long ago or ahead for people, the time itself for programs and on hover. */
import { toTimestamp } from '../../base/text.ts';
import { type Html, html } from '../html.ts';

const steps = [
  { ms: 24 * 60 * 60_000, unit: 'd' },
  { ms: 60 * 60_000, unit: 'h' },
  { ms: 60_000, unit: 'min' },
  { ms: 1_000, unit: 's' },
] as const;

/** Such as `14 min`: the largest unit of which there are two, rounded down. */
export function describeDuration(milliseconds: number): string {
  const step = steps.find(({ ms }) => milliseconds >= 2 * ms) ?? steps[3];
  return `${Math.floor(milliseconds / step.ms)} ${step.unit}`;
}

/** Both in milliseconds since the Unix epoch. */
export function renderTime(at: number, now: number): Html {
  const stamp = toTimestamp(at);
  const text = at > now ? `in ${describeDuration(at - now)}` : `${describeDuration(now - at)} ago`;
  return html`<time datetime="${stamp}" title="${stamp}">${text}</time>`;
}
