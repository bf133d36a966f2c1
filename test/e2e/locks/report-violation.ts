/** Says on stderr where a history stopped being one of a correct lock service, and with which seed to see it again. */
import type { Verdict } from './linearizability.ts';

export function reportViolation(seed: number, verdict: Verdict & { readonly status: 'violated' }): void {
  const { key, placed, stuck } = verdict;
  process.stderr.write(`seed ${seed}: not linearizable, key ${key}, ${placed} operations placed, then\n`);
  for (const line of stuck) process.stderr.write(`  ${line}\n`);
}
