/** The outputs of `upload-affected`. */
import { listOutputs } from '../../src/client/stacks/affected-output.ts';
import { buildMatrix, buildMatrixGroups, listInstances } from '../../src/client/stacks/matrix.ts';
import type { AffectedComponent } from '../../src/client/stacks/read-affected.ts';

/**
 * Limit for all three lists, in UTF-16 code units: the outputs of a job may have 1 MiB, which GitHub counts in UTF-16. The rest is for
 * paths and IDs, and for an output of another step.
 */
const maxOutputLength = 500_000;

export interface AffectedResult {
  readonly components: readonly AffectedComponent[];
  readonly file: string;
  readonly baseSha: string;
  readonly headSha: string;
}

/** Texts that fit into the limit after those before them; `''` for the others. */
function fitTogether<const Texts extends Readonly<Record<string, string>>>(
  texts: Texts,
): Record<keyof Texts, string> {
  let left = maxOutputLength;
  const fitting = Object.entries(texts).map(([name, text]) => {
    if (text.length > left) return [name, ''];
    left -= text.length;
    return [name, text];
  });
  // The same keys.
  return Object.fromEntries(fitting) as Record<keyof Texts, string>;
}

/** Every output by its name in `action.yml`. */
export function toOutputs({ components, file, baseSha, headSha }: AffectedResult) {
  const instances = listInstances(components);
  const matrix = buildMatrix(instances);
  // The matrices first: later jobs depend on them.
  const { affected, ...matrices } = fitTogether({
    matrix: matrix === undefined ? '' : JSON.stringify(matrix),
    'matrix-groups': JSON.stringify(buildMatrixGroups(instances)),
    affected: JSON.stringify(listOutputs(components)),
  });
  return {
    affected,
    'has-affected': String(components.length > 0),
    count: String(components.length),
    ...matrices,
    file,
    base: baseSha,
    head: headSha,
  } as const;
}
