/** Decides what becomes of instances that an inventory no longer has: a filtered list must not pass for a whole one. */

export type Verdict = 'orphan' | 'keep' | 'withhold';

export interface Shrinkage {
  /** Instances that were live before the upload. */
  readonly live: number;
  /** Those of them that the upload does not have. */
  readonly missing: number;
}

/**
 * `complete` is the sender's claim: `true` for the whole list, `false` for a part, absent from the CLI, which does not say and
 * whose `--stack` silently narrows an upload (docs/wire.md#inventory-upload). Then up to `maxShare` (0 to 1) of the live instances
 * may go at once; more is withheld.
 */
export function judgeMissing(
  { live, missing }: Shrinkage,
  { complete, maxShare }: { readonly complete: boolean | undefined; readonly maxShare: number },
): Verdict {
  if (missing === 0 || complete === false) return 'keep';
  if (complete === true) return 'orphan';
  return missing <= live * maxShare ? 'orphan' : 'withhold';
}
