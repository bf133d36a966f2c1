/** Collects the argument lists of this machine's processes while something runs. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Between two looks, in milliseconds; git's own trace tells of what is over sooner. */
const intervalMs = 20;

/** Empty where there is no /proc. */
export function watchCommandLines(): { stop(): string } {
  const seen = new Set<string>();
  function look(): void {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        seen.add(readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' '));
      } catch {
        // It ended meanwhile.
      }
    }
  }
  const timer = existsSync('/proc/self/cmdline') ? setInterval(look, intervalMs) : undefined;
  return {
    stop() {
      clearInterval(timer);
      return [...seen].join('\n');
    },
  };
}
