/** Draws the values of the last hour as columns, one a minute. The numbers are beside it, so screen readers skip it. */
import { type Html, html } from '../html.ts';

export interface SparkValue {
  /** Start of the minute, in milliseconds since the Unix epoch. */
  readonly at: number;
  readonly value: number;
}

export interface SparkSeries {
  readonly kind: 'usual' | 'bad';
  readonly values: readonly SparkValue[];
}

const minuteMs = 60_000;
const columns = 60;
/** Units of the picture. */
const height = 20;

function drawColumns({ values }: SparkSeries, now: number, most: number): string {
  const last = Math.floor(now / minuteMs);
  return values
    .map(({ at, value }) => {
      const x = columns - 1 - (last - Math.floor(at / minuteMs));
      if (x < 0 || x >= columns || value <= 0) return '';
      // What is there can be seen.
      const y = Math.min(height - 1, Math.round(height * (1 - Math.min(1, value / most))));
      return `M${x} ${height}V${y}h1V${height}z`;
    })
    .join('');
}

/** `most`: what the whole height means, 1 at least. A later series is drawn over an earlier one. */
export function renderSpark(
  series: readonly SparkSeries[],
  { now, most }: { readonly now: number; readonly most: number },
): Html {
  const paths = series.map(
    (one) => html`<path class="${one.kind}" d="${drawColumns(one, now, Math.max(1, most))}"/>`,
  );
  return html`<svg class="spark" viewBox="0 0 ${columns} ${height}" preserveAspectRatio="none" aria-hidden="true">${paths}</svg>`;
}

/** The largest, the latest of several; `undefined`: there is none. */
export function findPeak(values: readonly SparkValue[]): SparkValue | undefined {
  return values.reduce<SparkValue | undefined>(
    (peak, one) => (peak === undefined || one.value >= peak.value ? one : peak),
    undefined,
  );
}
