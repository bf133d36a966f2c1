/** The outputs of `upload-affected`. */
import { listOutputs } from '../../src/stacks/affected-output.ts';
import { buildMatrix, buildMatrixGroups, listInstances } from '../../src/stacks/matrix.ts';
import type { AffectedComponent } from '../../src/stacks/read-affected.ts';

/**
 * Longest `affected` and `matrix-groups`, in UTF-16 code units: all outputs of a job together may have 1 MiB, which GitHub
 * counts in UTF-16. A matrix of 256 has a place of its own.
 */
const maxOutputLength = 170_000;

export interface AffectedResult {
  readonly components: readonly AffectedComponent[];
  readonly file: string;
  readonly baseSha: string;
  readonly headSha: string;
}

function ifShort(text: string): string {
  return text.length > maxOutputLength ? '' : text;
}

/** Every output by its name in `action.yml`. */
export function toOutputs({ components, file, baseSha, headSha }: AffectedResult) {
  const instances = listInstances(components.map(({ item }) => item));
  const matrix = buildMatrix(instances);
  return {
    affected: ifShort(JSON.stringify(listOutputs(components))),
    'has-affected': String(components.length > 0),
    count: String(components.length),
    matrix: matrix === undefined ? '' : ifShort(JSON.stringify(matrix)),
    'matrix-groups': ifShort(JSON.stringify(buildMatrixGroups(instances))),
    file,
    base: baseSha,
    head: headSha,
  } as const;
}
