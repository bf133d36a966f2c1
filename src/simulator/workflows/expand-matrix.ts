/**
 * The combinations of a job's matrix, with `include` and `exclude`.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrix
 */
import { isRecord } from '../../base/text.ts';
import { WorkflowFileError } from './workflow-fields.ts';

/** Most jobs of one matrix. */
const maxCombinations = 256;

export type Combination = Readonly<Record<string, unknown>>;

function listOf(value: unknown): readonly Combination[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** `part` agrees with `whole` wherever both name a value. */
function agrees(whole: Combination, part: Combination, keys: readonly string[]): boolean {
  return keys.every((key) => !(key in part) || JSON.stringify(part[key]) === JSON.stringify(whole[key]));
}

function multiply(axes: readonly (readonly [string, unknown])[]): Combination[] {
  return axes.reduce<Combination[]>(
    (combinations, [name, values]) => {
      if (!Array.isArray(values) || values.length === 0) {
        throw new WorkflowFileError(`Matrix vector '${name}' does not contain any values`);
      }
      return combinations.flatMap((one) => values.map((value: unknown) => ({ ...one, [name]: value })));
    },
    [{}],
  );
}

/** `matrix` has its expressions filled in. Throws for one without combinations, or with more than 256. */
export function expandMatrix(matrix: unknown): readonly Combination[] {
  if (!isRecord(matrix)) throw new WorkflowFileError('The matrix is not a mapping');
  const { include, exclude, ...vectors } = matrix;
  const axes = Object.entries(vectors);
  const keys = axes.map(([name]) => name);
  const products = axes.length === 0 ? [] : multiply(axes);
  const kept = products.filter(
    (one) => !listOf(exclude).some((part) => Object.keys(part).every((key) => agrees(one, part, [key]))),
  );
  // What agrees with a combination extends it; anything else is a combination of its own.
  const extra: Combination[] = [];
  for (const part of listOf(include)) {
    const fitting = kept.flatMap((one, index) => (agrees(one, part, keys) ? [index] : []));
    if (fitting.length === 0) extra.push(part);
    for (const index of fitting) kept[index] = { ...kept[index], ...part };
  }
  const all = [...kept, ...extra];
  if (all.length === 0) throw new WorkflowFileError('The matrix has no combinations');
  if (all.length > maxCombinations)
    throw new WorkflowFileError(`The matrix has more than ${maxCombinations} jobs`);
  return all;
}
