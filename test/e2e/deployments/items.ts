/** Affected stacks as the Atmos CLI uploads them: trees of dependents with their settings. */
import { applyFile, planFile } from './seed.ts';

export interface Component {
  readonly stack: string;
  readonly component: string;
  /** Indexes of components that depend on it, further down the list. */
  readonly dependents: readonly number[];
}

const inputs = { component: '{{ .atmos_component }}', stack: '{{ .atmos_stack }}' };
const usualSettings = {
  pro: {
    enabled: true,
    pull_request: {
      synchronize: { workflows: { [planFile]: { inputs } } },
      merged: { workflows: { [applyFile]: { inputs } } },
    },
  },
};

/** Two stacks: in the first a component and its dependent, in the second one alone. */
export const threeComponents: readonly Component[] = [
  { stack: 'dev', component: 'vpc', dependents: [1] },
  { stack: 'dev', component: 'eks', dependents: [] },
  { stack: 'prod', component: 'dns', dependents: [] },
];

type Components = readonly Component[];

function toItem(components: Components, index: number, settings: object): object {
  const { stack, component, dependents } = components[index] as Component;
  return {
    ...{ component, stack, component_type: 'terraform', component_path: component, stack_slug: '' },
    ...{ affected: 'stack.vars', affected_all: ['stack.vars'], settings },
    dependents: dependents.map((dependent) => toItem(components, dependent, settings)),
    included_in_dependents: components.some((one) => one.dependents.includes(index)),
  };
}

export function toItems(components: Components, settings: object = usualSettings): readonly object[] {
  return components.map((_, index) => toItem(components, index, settings));
}
