/** Affected components as Atmos writes them. */

export interface Sample {
  readonly component: string;
  readonly stack?: string;
  readonly dependents?: readonly Sample[];
  readonly [key: string]: unknown;
}

/** With everything that an older CLI fills in, none of which may leave the runner. */
function affected({ dependents = [], ...more }: Sample): object {
  return {
    component_type: 'terraform',
    component_path: `components/terraform/${more.component}`,
    namespace: 'acme',
    stage: 'dev',
    stack: 'dev',
    stack_slug: `dev-${more.component}`,
    affected: 'stack.vars',
    affected_all: ['stack.vars', 'component'],
    file: 'secret-path.tf',
    included_in_dependents: false,
    settings: { pro: { enabled: true }, spacelift: { token: 'hunter2' }, depends_on: {} },
    ...more,
    dependents: dependents.map(affected),
  };
}

/** The JSON of some. */
export function affectedText(...samples: readonly Sample[]): string {
  return JSON.stringify(samples.map(affected));
}
