/** Bounds the audit entries that strangers can cause. */
import type { Clock } from '../../base/ports.ts';

const minuteMs = 60_000;

export interface EntryLimit {
  /** How many entries were skipped since the last one that was written, or `undefined` when this one must be skipped too. */
  take(): { readonly skippedBefore: number } | undefined;
}

/** `perMinute`: most entries in a minute, in this process. */
export function createEntryLimit(clock: Pick<Clock, 'now'>, perMinute: number): EntryLimit {
  let windowStart = Number.NEGATIVE_INFINITY;
  let written = 0;
  let skipped = 0;

  return {
    take() {
      const now = clock.now();
      if (now - windowStart >= minuteMs) {
        windowStart = now;
        written = 0;
      }
      if (written >= perMinute) {
        skipped += 1;
        return undefined;
      }
      written += 1;
      const skippedBefore = skipped;
      skipped = 0;
      return { skippedBefore };
    },
  };
}
