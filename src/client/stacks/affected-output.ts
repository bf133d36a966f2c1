/** Selects the fields of affected components that later steps get in outputs. */
import type { AffectedComponent } from './read-affected.ts';

/** One element of the output `affected`. */
export interface AffectedOutput {
  readonly stack: string;
  readonly component: string;
  readonly component_type: string;
  readonly affected: string;
  readonly deleted: boolean;
}

export function listOutputs(components: readonly AffectedComponent[]): readonly AffectedOutput[] {
  return components.map(({ item, componentType, reason }) => ({
    stack: item.stack,
    component: item.component,
    component_type: componentType,
    affected: reason,
    deleted: item.deleted === true,
  }));
}
