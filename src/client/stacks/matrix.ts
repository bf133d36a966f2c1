/** Renders affected components as job matrices, ready for `strategy.matrix`, which makes at most 256 jobs. */
import { type InstanceName, instanceKey } from '../../domain/stacks/items.ts';
import type { AffectedComponent } from './read-affected.ts';

/** GitHub makes no more jobs from one matrix. */
export const maxMatrixJobs = 256;

/** One job. */
export interface MatrixEntry extends InstanceName {
  /** Such as `terraform`: the same name may stand for components of several types in one stack. */
  readonly component_type: string;
}

export interface Matrix {
  readonly include: readonly MatrixEntry[];
}

/** One job per matrix: it calls a workflow that spreads the matrix over jobs of its own. */
export interface MatrixGroups {
  readonly include: readonly {
    /** For the job's name: `1/3`. */
    readonly group: string;
    readonly matrix: Matrix;
  }[];
}

/** The instances that exist, each once: a deleted one has nothing to plan. */
export function listInstances(components: readonly AffectedComponent[]): readonly MatrixEntry[] {
  const instances = new Map<string, MatrixEntry>();
  for (const { item, componentType } of components) {
    const { stack, component } = item;
    if (item.deleted === true) continue;
    const key = `${componentType}\0${instanceKey({ stack, component })}`;
    instances.set(key, { stack, component, component_type: componentType });
  }
  return [...instances.values()];
}

/** Undefined when there are more instances than one matrix takes: a part would look like the whole. */
export function buildMatrix(instances: readonly MatrixEntry[]): Matrix | undefined {
  return instances.length > maxMatrixJobs ? undefined : { include: instances };
}

/** The same spread over matrices of at most 256, as even as can be; enough for 65,536 instances. */
export function buildMatrixGroups(instances: readonly MatrixEntry[]): MatrixGroups {
  const count = Math.ceil(instances.length / maxMatrixJobs);
  const size = Math.ceil(instances.length / Math.max(1, count));
  const groups = Array.from({ length: count }, (_, index) => ({
    group: `${index + 1}/${count}`,
    matrix: { include: instances.slice(index * size, (index + 1) * size) },
  }));
  return { include: groups };
}
